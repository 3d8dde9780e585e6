import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { allow, arnOf, functionResources, type RunningCore, startMain } from '../support/core-fixture';

/** Fails a batch that holds a poison record; names the record where the record asks for it. */
const consumer = `export const handler = async ({ Records }) => {
  const bodies = Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString());
  console.log(JSON.stringify(bodies));
  if (bodies.includes('poison')) throw new Error('poison');
  const named = Records.find((_record, index) => bodies[index] === 'report');
  return { batchItemFailures: named ? [{ itemIdentifier: named.kinesis.sequenceNumber }] : [] };
};`;

const reading = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:ListShards',
  'kinesis:GetShardIterator',
  'kinesis:GetRecords',
];
const stream = { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } };

let running: RunningCore;
let kinesis: KinesisClient;
beforeAll(async () => {
  running = await startMain(
    {
      Dead: { Type: 'AWS::SQS::Queue' },
      Events: stream,
      ...functionResources('Consumer', 'consumer', [
        allow(reading, arnOf('Events')),
        allow('sqs:SendMessage', arnOf('Dead')),
      ]),
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: arnOf('Events'),
          FunctionName: { Ref: 'Consumer' },
          StartingPosition: 'TRIM_HORIZON',
          BatchSize: 10,
          BisectBatchOnFunctionError: true,
          MaximumRetryAttempts: 1,
          MaximumRecordAgeInSeconds: 3600,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          DestinationConfig: { OnFailure: { Destination: arnOf('Dead') } },
        },
      },
    },
    { consumer },
  );
  kinesis = new KinesisClient(running.client);
});
afterAll(async () => {
  kinesis.destroy();
  await running.stop();
});

const put = (...bodies: string[]) =>
  kinesis.send(
    new PutRecordsCommand({
      StreamName: 'main-Events',
      Records: bodies.map((body) => ({ PartitionKey: 'k', Data: Buffer.from(body) })),
    }),
  );
const batch = (...bodies: string[]) => running.line((line) => line === JSON.stringify(bodies));

it('delivers what was there before it started, in order', async () => {
  await put('a', 'b', 'c');
  running.core.startEventSources();
  await batch('a', 'b', 'c');
});

it('says how old the last record of the latest batch was, as IteratorAge does', async () => {
  await put('aged');
  await batch('aged');
  const [{ iteratorAgeMs } = {}] = running.core.eventSourceStats();
  expect(iteratorAgeMs).toBeGreaterThanOrEqual(0);
});

it('halves a failing batch until the poison record is alone, gives it up, and goes on', async () => {
  await put('d', 'e', 'poison', 'f');
  await batch('d', 'e', 'poison', 'f');
  await batch('d', 'e');
  await batch('f');
  expect(running.lines.filter((line) => line === '["poison"]')).toHaveLength(2);
  const sqs = new SQSClient(running.client);
  const url = running.core.resources.ofType('AWS::SQS::Queue')[0]?.ref;
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 10 }));
  sqs.destroy();
  expect(JSON.parse(Messages?.[0]?.Body ?? '')).toMatchObject({
    requestContext: { condition: 'RetryAttemptsExhausted' },
    KinesisBatchInfo: { batchSize: 1, shardId: 'shardId-000000000000' },
  });
});

it('delivers again from the record that the function named', async () => {
  await put('g', 'report', 'h');
  await batch('g', 'report', 'h');
  await batch('report', 'h');
  await batch('h');
  expect(running.lines.filter((line) => line.includes('"g"'))).toHaveLength(1);
  expect(running.core.iam.denials()).toEqual([]);
});
