import { granted } from '../../support/permissions';
import type { StackTemplate, SynthesizedStage } from '../../support/stages';
import { referenced } from '../../support/template';

/** What the functions of chat reach, by the names that the permissions below use. */
export type Target =
  | 'platform'
  | 'conversations'
  | 'connections'
  | 'usage'
  | 'queues'
  | 'models'
  | 'sockets'
  | 'audit'
  | 'attachments'
  | 'tools';

export type Permissions = Partial<Readonly<Record<Target, readonly string[]>>>;

const get = 'dynamodb:GetItem';
const put = 'dynamodb:PutItem';
const update = 'dynamodb:UpdateItem';
const remove = 'dynamodb:DeleteItem';
const query = 'dynamodb:Query';
const check = 'dynamodb:ConditionCheckItem';
const push = ['execute-api:ManageConnections'];
const stream = ['bedrock:InvokeModelWithResponseStream'];

/** Exactly what each function may do besides writing its log and traces, by its construct's path in the stack. */
export const permissions = (audit: 'firehose:PutRecord' | 'kinesis:PutRecord'): Record<string, Permissions> => ({
  'SocketRoutes/Authorizer': { platform: [remove, get, update] },
  'SocketRoutes/Connect': { connections: [put] },
  'SocketRoutes/Disconnect': { connections: [remove] },
  'SocketRoutes/Send': {
    attachments: ['s3:GetObject'],
    audit: [audit],
    connections: [get],
    conversations: [check, get, put, update],
    platform: [get],
    queues: ['sqs:SendMessage'],
    usage: [get, update],
  },
  'SocketRoutes/Stop': { connections: [get], conversations: [update] },
  'SocketRoutes/Resume': { connections: [get], conversations: [get, update], sockets: push },
  'SocketRoutes/Ping': {},
  'SocketRoutes/Reject': {},
  'Worker/Generate': {
    attachments: ['s3:GetObject'],
    audit: [audit],
    conversations: [check, get, put, query, update],
    models: stream,
    platform: [get],
    queues: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    sockets: push,
    tools: ['lambda:InvokeFunction'],
    usage: [get, put, update],
  },
  'Http/Authorizer': { platform: [get, update] },
  'Http/Functions/Complete': { audit: [audit], models: stream, platform: [get], usage: [get, put, update] },
  'Http/Functions/ListModels': {},
  'Http/Functions/CreateTicket': { platform: [put] },
  'Http/Functions/GetUsage': { platform: [get], usage: [get, query] },
  'Http/Functions/ManageProfile': { conversations: [get, put] },
  'Http/Functions/GetConversation': { conversations: [query] },
  'Http/Functions/ManageConversations': {
    attachments: ['s3:DeleteObject'],
    audit: [audit],
    conversations: [remove, get, query, update],
  },
  'Http/Functions/ExportConversation': { conversations: [query] },
  'Http/Functions/Attachments': { attachments: ['s3:GetObject', 's3:PutObject'], conversations: [get, put, update] },
});

/** What each function of a stack of chat may do, by its construct's path in the stack. */
export const grantedIn = (synthesized: SynthesizedStage, name: string): Record<string, Permissions> =>
  granted(synthesized, name, targetOf);

/** @throws Error for a resource that no function of chat should reach */
function targetOf(stacks: readonly StackTemplate[], stack: StackTemplate, resource: unknown): Target {
  const text = JSON.stringify(resource);
  if (text.includes('arn:aws:bedrock:')) return 'models';
  if (text.includes('arn:aws:execute-api:')) return 'sockets';
  if (text.includes('/users/?')) return 'attachments';
  const { id, type } = referenced(stacks, stack, resource) ?? { id: text, type: 'nothing of the stage' };
  if (id.startsWith('Conversations')) return 'conversations';
  if (id.startsWith('Connections')) return 'connections';
  if (id.startsWith('Usage')) return 'usage';
  if (id.startsWith('QuerySearchTool')) return 'tools';
  if (type === 'AWS::DynamoDB::GlobalTable') return 'platform';
  if (type === 'AWS::SQS::Queue') return 'queues';
  if (id.startsWith('Audit')) return 'audit';
  throw new Error(`${id} (${type}) is nothing that chat should reach`);
}
