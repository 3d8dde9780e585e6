import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { allow, arnOf, functionResources, type RunningCore, startMain } from '../support/core-fixture';

/** Writes each record it is given, and fails the ones whose body says so. */
const worker = `export const handler = async ({ Records }) => {
  for (const record of Records) {
    const { ApproximateReceiveCount: count, MessageGroupId: group } = record.attributes;
    console.log(JSON.stringify({ body: record.body, count, group, batch: Records.length, source: record.eventSourceARN,
      attributes: record.messageAttributes }));
  }
  if (Records.some(({ body }) => body === 'throw')) throw new Error('whole batch');
  const failed = Records.filter(({ body }) => body.startsWith('fail'));
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const queue = (properties: Record<string, unknown> = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { VisibilityTimeout: 1, ...properties },
});
const mapping = (source: string, functionId: string, properties: Record<string, unknown> = {}) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    EventSourceArn: arnOf(source),
    FunctionName: { Ref: functionId },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ...properties,
  },
});

let running: RunningCore;
let sqs: SQSClient;
beforeAll(async () => {
  running = await startMain(
    {
      Dead: queue(),
      Work: queue({ RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 2 } }),
      Ordered: queue({ FifoQueue: true }),
      Plain: queue(),
      Refused: queue(),
      ...functionResources('Worker', 'worker', [allow(actions, [arnOf('Work'), arnOf('Ordered'), arnOf('Plain')])]),
      ...functionResources('Unable', 'worker', [allow('sqs:ReceiveMessage', arnOf('Refused'))]),
      WorkMapping: mapping('Work', 'Worker', { BatchSize: 10, ScalingConfig: { MaximumConcurrency: 2 } }),
      OrderedMapping: mapping('Ordered', 'Worker', { BatchSize: 1 }),
      PlainMapping: mapping('Plain', 'Worker', { BatchSize: 5, FunctionResponseTypes: [] }),
      RefusedMapping: mapping('Refused', 'Unable'),
      OffMapping: mapping('Dead', 'Worker', { Enabled: false }),
    },
    { worker },
  );
  sqs = new SQSClient(running.client);
  running.core.startEventSources();
});
afterAll(async () => {
  sqs.destroy();
  await running.stop();
});

const urlOf = (id: string) =>
  running.core.resources.ofType('AWS::SQS::Queue').find(({ logicalId }) => logicalId === id)?.ref;
const record = (line: string) => JSON.parse(line) as { body: string; count: string; group?: string; batch: number };
const handled = async (body: string, count = 1) =>
  record(
    await running.line(
      (line) => line.startsWith('{') && record(line).body === body && record(line).count === String(count),
    ),
  );

it('hands a message over with its attributes, and deletes it when it was taken', async () => {
  const MessageAttributes = { kind: { DataType: 'String', StringValue: 'order' } };
  await sqs.send(new SendMessageCommand({ QueueUrl: urlOf('Work'), MessageBody: 'first', MessageAttributes }));
  expect(await handled('first')).toMatchObject({
    source: 'arn:aws:sqs:us-east-1:000000000000:main-Work',
    attributes: { kind: { dataType: 'String', stringValue: 'order' } },
  });
});

it('delivers a failed item again when its visibility ends, and redrives it in the end; what was taken is gone', async () => {
  const Entries = ['fail-a', 'good-b'].map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl: urlOf('Work'), Entries }));
  await handled('fail-a', 2);
  const dead = await sqs.send(new ReceiveMessageCommand({ QueueUrl: urlOf('Dead'), WaitTimeSeconds: 10 }));
  expect(dead.Messages?.map(({ Body }) => Body)).toEqual(['fail-a']);
  expect(running.lines.filter((line) => line.includes('good-b'))).toHaveLength(1);
});

it('keeps the order of a group: what follows a failed message waits for it', async () => {
  const send = (MessageBody: string) =>
    sqs.send(
      new SendMessageCommand({
        QueueUrl: urlOf('Ordered'),
        MessageBody,
        MessageGroupId: 'g',
        MessageDeduplicationId: MessageBody,
      }),
    );
  await send('throw');
  await send('after');
  await handled('throw', 2);
  expect(running.lines.some((line) => line.startsWith('{') && record(line).body === 'after')).toBe(false);
});

it('counts a whole batch as failed where the mapping knows no partial failures and the function throws', async () => {
  const Entries = ['throw', 'with-it'].map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl: urlOf('Plain'), Entries }));
  expect(await handled('with-it', 2)).toMatchObject({ count: '2' });
});

it('takes what a function returns for success where the mapping knows no partial failures', async () => {
  await sqs.send(new SendMessageCommand({ QueueUrl: urlOf('Plain'), MessageBody: 'fail-quietly' }));
  await handled('fail-quietly');
  const stats = () => running.core.eventSourceStats().find(({ sourceArn }) => sourceArn.endsWith('main-Plain'));
  expect(stats()?.functionName).toBe('main-Worker');
  expect(stats()?.failed).toBeGreaterThan(0);
});

it('needs the function’s own permissions to read, and reports what it is refused', async () => {
  await sqs.send(new SendMessageCommand({ QueueUrl: urlOf('Refused'), MessageBody: 'never' }));
  const denial = running.core.iam.denials().find(({ function: name }) => name === 'main-Unable');
  expect(denial).toMatchObject({ action: 'sqs:GetQueueAttributes' });
  expect(running.core.problems()).toContainEqual(expect.stringContaining('main/RefusedMapping: User: '));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: urlOf('Refused'), AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  expect(Attributes?.ApproximateNumberOfMessages).toBe('1');
});
