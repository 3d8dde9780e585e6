import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { allow, arnOf, functionResources, type RunningCore, startMain } from '../support/core-fixture';

const consumer = `export const handler = async ({ Records }) => {
  console.log(JSON.stringify(Records.map(({ kinesis, eventSourceARN }) =>
    [eventSourceARN.split(':')[5], Buffer.from(kinesis.data, 'base64').toString()])));
};`;

const described = ['kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:ListShards'];
const consumerArn = { 'Fn::GetAtt': ['FanOut', 'ConsumerARN'] };
const mapping = (name: string) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    EventSourceArn: consumerArn,
    FunctionName: { Ref: name },
    StartingPosition: 'TRIM_HORIZON',
    BatchSize: 2,
  },
});

let running: RunningCore;
let kinesis: KinesisClient;
beforeAll(async () => {
  running = await startMain(
    {
      Events: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } },
      FanOut: {
        Type: 'AWS::Kinesis::StreamConsumer',
        Properties: { ConsumerName: 'counting', StreamARN: arnOf('Events') },
      },
      ...functionResources('Consumer', 'consumer', [
        allow(described, arnOf('Events')),
        allow('kinesis:SubscribeToShard', consumerArn),
      ]),
      Mapping: mapping('Consumer'),
      ...functionResources('Sharing', 'consumer', [
        allow([...described, 'kinesis:GetRecords', 'kinesis:GetShardIterator'], arnOf('Events')),
      ]),
      Refused: mapping('Sharing'),
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
const from = 'stream/main-Events/consumer/counting';
const batch = (...bodies: string[]) =>
  running.line((line) => line === JSON.stringify(bodies.map((body) => [from, body])));

it('reads through a consumer of its own, batch by batch, with the permission for that alone', async () => {
  await put('a', 'b', 'c');
  running.core.startEventSources();
  await batch('a', 'b');
  await batch('c');
  await put('d');
  await batch('d');
});

it('reads nothing for a role that may only share what the stream gives', () => {
  expect(running.core.iam.denials()).toEqual([expect.objectContaining({ action: 'kinesis:SubscribeToShard' })]);
  expect(running.core.problems()).toEqual([expect.stringMatching(/^main\/Refused: /)]);
});
