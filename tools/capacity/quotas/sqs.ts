import type { Quota } from './quota';

const messages = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html';

export const sqsQuotas = {
  fifoHighThroughput: {
    id: 'sqs/fifo-high-throughput',
    name: 'SQS: calls of one action to a FIFO queue of high throughput',
    unit: 'calls/s',
    scope: 'queue',
    value: 2400,
    regions: {
      ...{ 'us-east-1': 70_000, 'us-west-2': 70_000, 'eu-west-1': 70_000 },
      ...{ 'us-east-2': 19_000, 'eu-central-1': 19_000 },
      ...{ 'ap-south-1': 9000, 'ap-southeast-1': 9000, 'ap-southeast-2': 9000, 'ap-northeast-1': 9000 },
      ...{ 'eu-west-2': 4500, 'sa-east-1': 4500 },
    },
    adjustable: true,
    note: 'By a support case; batches of ten count once. Many message groups are needed to reach it',
    source: messages,
    read: '2026-11-29',
  },
  fifo: {
    id: 'sqs/fifo',
    name: 'SQS: calls of one action to a FIFO queue',
    unit: 'calls/s',
    scope: 'queue',
    value: 300,
    adjustable: false,
    note: 'High throughput (deduplication and limit by message group) has more',
    source: messages,
    read: '2026-11-29',
  },
  fifoGroup: {
    id: 'sqs/fifo-group',
    name: 'SQS: calls of one action for a message group',
    unit: 'calls/s',
    scope: 'partition key',
    value: 300,
    adjustable: false,
    note: '3,000 messages by batches',
    source: messages,
    read: '2026-11-29',
  },
  inFlight: {
    id: 'sqs/fifo-in-flight',
    name: 'SQS: messages of a FIFO queue that were received and not deleted',
    unit: 'messages',
    scope: 'queue',
    value: 120_000,
    adjustable: true,
    note: 'By a support case',
    source:
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/avoid-backlog-with-the-same-message-group-id.html',
    read: '2026-11-29',
  },
} as const satisfies Record<string, Quota>;
