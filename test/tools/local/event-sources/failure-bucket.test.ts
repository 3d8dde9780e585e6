import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { allow, arnOf, functionResources, type RunningCore, startMain } from '../support/core-fixture';

const consumer = `export const handler = async ({ Records }) => {
  const bodies = Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString());
  console.log(JSON.stringify(bodies));
  if (bodies.includes('poison')) throw new Error('poison');
};`;

const reading = ['DescribeStream', 'DescribeStreamSummary', 'ListShards', 'GetShardIterator', 'GetRecords'].map(
  (operation) => `kinesis:${operation}`,
);
const objects = { 'Fn::Join': ['', [arnOf('Kept'), '/aws/lambda/*']] };
const mayKeep = [allow('s3:PutObject', objects), allow('s3:ListBucket', arnOf('Kept'))];

let running: RunningCore | undefined;
afterEach(() => running?.stop());

/** A reader that gives up at once into a bucket, with two records in its stream. */
async function start(statements: readonly unknown[]): Promise<RunningCore> {
  running = await startMain(
    {
      Kept: { Type: 'AWS::S3::Bucket', Properties: {} },
      Events: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } },
      ...functionResources('Consumer', 'consumer', [allow(reading, arnOf('Events')), ...statements]),
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: arnOf('Events'),
          FunctionName: { Ref: 'Consumer' },
          StartingPosition: 'TRIM_HORIZON',
          BisectBatchOnFunctionError: true,
          MaximumRetryAttempts: 0,
          DestinationConfig: { OnFailure: { Destination: arnOf('Kept') } },
        },
      },
    },
    { consumer },
  );
  const kinesis = new KinesisClient(running.client);
  const Records = ['poison', 'next'].map((body) => ({ PartitionKey: 'k', Data: Buffer.from(body) }));
  await kinesis.send(new PutRecordsCommand({ StreamName: 'main-Events', Records }));
  kinesis.destroy();
  running.core.startEventSources();
  return running;
}

it('keeps a batch that is given up whole, with what is known of it', async () => {
  const { core, line } = await start(mayKeep);
  await line((text) => text === '["next"]');
  const bucket = core.resources.ofType('AWS::S3::Bucket')[0]?.ref ?? '';
  const keys = await core.engines.objects.list(bucket);
  expect(keys).toEqual([
    expect.stringMatching(
      /^aws\/lambda\/[^/]+\/shardId-000000000000\/\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d-[0-9a-f-]{36}$/,
    ),
  ]);
  const kept = JSON.parse(String((await core.engines.objects.get(bucket, keys[0] ?? ''))?.body));
  expect(kept).toMatchObject({
    requestContext: { condition: 'RetryAttemptsExhausted' },
    KinesisBatchInfo: { batchSize: 1 },
  });
  const { Records } = JSON.parse(kept.payload) as { Records: { kinesis: { data: string } }[] };
  expect(Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString())).toEqual(['poison']);
});

it.each([
  ['s3:PutObject', mayKeep.slice(1)],
  ['s3:ListBucket', mayKeep.slice(0, 1)],
])('reads nothing while the role may not %s, and says so', async (action, statements) => {
  const { core, lines } = await start(statements);
  const said = () => core.problems().find((problem) => problem.includes(action));
  while (!said()) await new Promise((resolve) => setImmediate(resolve));
  expect(said()).toContain(`may not ${action}`);
  expect(lines).toEqual([]);
});
