import type { SQSClient } from '@aws-sdk/client-sqs';
import { createEnqueue, createHide } from '../../../../lambdas/chat/adapters/work-queue';

const urls = { PAID_QUEUE_URL: 'https://sqs.example/1/paid.fifo', FREE_QUEUE_URL: 'https://sqs.example/1/free.fifo' };
const work = { userId: 'alice', conversationId: 'c1', clientMessageId: 'm1', messageId: '01A', model: 'small' };

function recording() {
  const inputs: Record<string, unknown>[] = [];
  const client = { send: async ({ input }: { input: Record<string, unknown> }) => void inputs.push(input) };
  return { client: client as unknown as SQSClient, inputs };
}

test('work of one conversation is one group, and a message is taken once', async () => {
  const { client, inputs } = recording();
  const enqueue = createEnqueue(client, urls);
  await enqueue('paid', work);
  await enqueue('free', { ...work, messageId: '01B' });
  await enqueue('free', { ...work, conversationId: 'c2' });
  await enqueue('free', { ...work, userId: 'bob' });
  expect(inputs.map(({ QueueUrl }) => QueueUrl)).toEqual([
    urls.PAID_QUEUE_URL,
    urls.FREE_QUEUE_URL,
    urls.FREE_QUEUE_URL,
    urls.FREE_QUEUE_URL,
  ]);
  expect(inputs.map(({ MessageDeduplicationId }) => MessageDeduplicationId)).toEqual(['01A', '01B', '01A', '01A']);
  const groups = inputs.map(({ MessageGroupId }) => MessageGroupId);
  expect(groups[0]).toBe(groups[1]);
  expect(new Set(groups).size).toBe(3);
});

test('sent again on a connection, a message is taken once more', async () => {
  const { client, inputs } = recording();
  const enqueue = createEnqueue(client, urls);
  for (const resendTo of ['AbC=', 'AbC=', 'XyZ=']) await enqueue('paid', { ...work, resendTo });
  const ids = inputs.map(({ MessageDeduplicationId }) => String(MessageDeduplicationId));
  expect(new Set(['01A', ...ids]).size).toBe(3);
  expect(ids[0]).toBe(ids[1]);
  // What SQS allows in one.
  for (const id of ids) expect(id).toMatch(/^[\x21-\x7e]{1,128}$/);
  expect(JSON.parse(String(inputs[2]?.MessageBody))).toEqual({ ...work, resendTo: 'XyZ=' });
});

test('the queue holds ids, and nothing that was said', async () => {
  const { client, inputs } = recording();
  await createEnqueue(client, urls)('paid', Object.assign({ text: 'secret' }, work));
  expect(JSON.parse(String(inputs[0]?.MessageBody))).toEqual(work);
});

test('a message is hidden in the queue that it came from', async () => {
  const { client, inputs } = recording();
  const hide = createHide(client, urls);
  await hide({ eventSourceARN: 'arn:aws:sqs:us-east-1:1:free.fifo', receiptHandle: 'r' }, 30);
  expect(inputs).toEqual([{ QueueUrl: urls.FREE_QUEUE_URL, ReceiptHandle: 'r', VisibilityTimeout: 30 }]);
  const other = { eventSourceARN: 'arn:aws:sqs:us-east-1:1:other.fifo', receiptHandle: 'r' };
  await expect(hide(other, 30)).rejects.toThrow('other.fifo');
});
