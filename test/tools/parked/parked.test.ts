import { GetRecordsCommand, GetShardIteratorCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { createParking } from '../../../lambdas/streaming/adapters/parking';
import { type ParkedObject, parkedObjects, readParked } from '../../../tools/parked/parked-records';
import { putBack } from '../../../tools/parked/put-back';
import { type LocalServices, startLocalServices } from '../local/engines/local-services';

const arrivedAt = Date.UTC(2026, 0, 2, 3, 4, 5);
const place = { shardId: 'shardId-000000000001', sequenceNumber: '49001', partitionKey: 'acme/u1/s1', arrivedAt };

let local: LocalServices;
let s3: S3Client;
let kinesis: KinesisClient;
beforeAll(async () => {
  local = await startLocalServices();
  await local.create({ type: 'AWS::S3::Bucket', ref: 'parked', properties: {} });
  const stream = { type: 'AWS::Kinesis::Stream', ref: 'events', properties: { ShardCount: 1 } };
  await local.create({ ...stream, attributes: { Arn: 'arn:aws:kinesis:us-east-1:000000000000:stream/events' } });
  s3 = new S3Client({ ...local.client, forcePathStyle: true });
  kinesis = new KinesisClient(local.client);
}, 60_000);
afterAll(async () => {
  s3.destroy();
  kinesis.destroy();
  await local.stop();
});

async function listed(): Promise<ParkedObject[]> {
  const all: ParkedObject[] = [];
  for await (const object of parkedObjects(s3, 'parked')) all.push(object);
  return all;
}

it('what a reader parked is listed with its reason, put back as it was, and gone; parking twice is parking once', async () => {
  const park = createParking(s3, 'parked', 'count');
  const poison = { reason: 'unknown_version', detail: 'version: item.viewed has no version 9' } as const;
  for (let times = 0; times < 2; times += 1) await park({ ...place, bytes: Buffer.from('{"v":9}') }, poison);
  const [object, ...more] = await listed();
  expect(more).toEqual([]);
  expect(object).toMatchObject({
    key: 'parked/count/2026-01-02/shardId-000000000001-49001.json',
    records: [{ by: 'count', ...poison, partitionKey: 'acme/u1/s1', arrivedAt: '2026-01-02T03:04:05.000Z' }],
  });
  if (object) await putBack({ s3, kinesis, bucket: 'parked', stream: 'events' }, object);
  expect(await listed()).toEqual([]);
  const iterator = {
    StreamName: 'events',
    ShardId: 'shardId-000000000000',
    ShardIteratorType: 'TRIM_HORIZON',
  } as const;
  const { ShardIterator } = await kinesis.send(new GetShardIteratorCommand(iterator));
  const { Records = [] } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
  expect(Records.map(({ PartitionKey, Data }) => [PartitionKey, Buffer.from(Data ?? []).toString()])).toEqual([
    ['acme/u1/s1', '{"v":9}'],
  ]);
});

it('reads what Lambda gave up, each record of the batch', () => {
  const data = Buffer.from('{}').toString('base64');
  const kinesisOf = (sequenceNumber: string) => ({
    kinesis: { sequenceNumber, partitionKey: 'k', approximateArrivalTimestamp: arrivedAt / 1000, data },
  });
  const text = JSON.stringify({
    requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 3 },
    payload: JSON.stringify({ Records: [kinesisOf('1'), kinesisOf('2')] }),
  });
  const { records } = readParked('aws/lambda/uuid/shardId-000000000000/2026/01/02/x', text);
  expect(records.map(({ by, reason, sequenceNumber }) => [by, reason, sequenceNumber])).toEqual([
    ['lambda', 'RecordAgeExceeded', '1'],
    ['lambda', 'RecordAgeExceeded', '2'],
  ]);
});

it('says of an object that is none which one it is', () => {
  expect(() => readParked('parked/x.json', '{}')).toThrow('parked/x.json holds no parked record');
});
