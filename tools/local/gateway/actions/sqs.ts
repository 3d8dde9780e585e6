import { accountId } from '../../resource-identity';
import { type ActionMap, jsonInput, targetOperation, text } from './action-map';

/** Batch operations need the permission of the single one. */
const actions: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...['SendMessage', 'ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'GetQueueAttributes'],
      ...['GetQueueUrl', 'PurgeQueue', 'CreateQueue', 'DeleteQueue', 'SetQueueAttributes'],
    ].map((operation) => [operation, operation]),
  ),
  SendMessageBatch: 'SendMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
};

export const sqs: ActionMap = {
  protocol: 'json',
  accessDenied: 'AccessDenied',
  operation: targetOperation,
  requirements(call, operation) {
    if (operation === 'ListQueues') return [{ action: 'sqs:ListQueues', resource: '*' }];
    const action = actions[operation];
    if (!action) return undefined;
    const input = jsonInput(call);
    const name = text(input.QueueName) || text(input.QueueUrl).split('/').at(-1);
    return [{ action: `sqs:${action}`, resource: `arn:aws:sqs:${call.region}:${accountId}:${name}` }];
  },
};
