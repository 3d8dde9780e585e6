/** What each function of chat may do besides writing its log and traces, action by resource. */
export interface Permissions {
  readonly platform?: readonly string[];
  readonly conversations?: readonly string[];
  readonly connections?: readonly string[];
  readonly queues?: readonly string[];
  readonly models?: readonly string[];
  readonly sockets?: readonly string[];
  readonly audit?: boolean;
}

const get = 'dynamodb:GetItem';
const put = 'dynamodb:PutItem';
const update = 'dynamodb:UpdateItem';
const remove = 'dynamodb:DeleteItem';
const query = 'dynamodb:Query';
const push = 'execute-api:ManageConnections';
const stream = 'bedrock:InvokeModelWithResponseStream';

/** By bundle, which is the handler's path: design and verb. */
export const permissions: Readonly<Record<string, Permissions>> = {
  'identity-authorize-socket': { platform: [get, update, remove] },
  'identity-authorize-request': { platform: [get, update] },
  'chat-connect': { connections: [put] },
  'chat-disconnect': { connections: [remove] },
  'chat-send': {
    connections: [get],
    conversations: [get, put, update],
    platform: [get],
    queues: ['sqs:SendMessage'],
    audit: true,
  },
  'chat-stop': { connections: [get], conversations: [update] },
  'chat-resume': { connections: [get], conversations: [get, update], sockets: [push] },
  'chat-ping': {},
  'chat-reject': {},
  'chat-generate': {
    conversations: [get, put, update, query],
    platform: [get],
    models: [stream],
    sockets: [push],
    queues: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
    audit: true,
  },
  'chat-complete': { platform: [get], models: [stream], audit: true },
  'chat-list-models': {},
  'chat-create-ticket': { platform: [put] },
  'chat-get-conversation': { conversations: [query] },
};
