import { GetRecordsCommand, GetShardIteratorCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { sha256 } from '../../../lambdas/shared/hash';
import { createListParked } from '../../../lambdas/streaming/adapters/parked-list';
import { createParkedObjects } from '../../../lambdas/streaming/adapters/parked-objects';
import { createParking } from '../../../lambdas/streaming/adapters/parking';
import type { StreamedEvent } from '../../../lambdas/streaming/domain/events/envelope';
import { folderOf, PARKED } from '../../../lambdas/streaming/domain/parked/parked-object';
import { createParkedStore, pathOfKey } from '../../../lambdas/streaming/domain/parked/parked-store';
import { putBack as putBackOnce } from '../../../lambdas/streaming/domain/parked/putting-back';
import { returnedEvent } from '../../../lambdas/streaming/domain/parked/returned-event';
import { type ParkedObject, parkedObjects, readParked } from '../../../tools/parked/parked-records';
import { putBack } from '../../../tools/parked/put-back';
import { sortOut } from '../../../tools/parked/sort-out';
import { streamed } from '../../lambdas/streaming/support/events';
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

/** Everything in the stream: partition key and text. */
async function inStream(): Promise<string[][]> {
  const iterator = {
    StreamName: 'events',
    ShardId: 'shardId-000000000000',
    ShardIteratorType: 'TRIM_HORIZON',
  } as const;
  const { ShardIterator } = await kinesis.send(new GetShardIteratorCommand(iterator));
  const { Records = [] } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
  return Records.map(({ PartitionKey = '', Data }) => [PartitionKey, Buffer.from(Data ?? []).toString()]);
}

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
  expect(await inStream()).toEqual([['acme/u1/s1', '{"v":9}']]);
});

const unknown = { reason: 'unknown_version', detail: 'version: item.viewed has no version 9', org: 'acme' } as const;

/** Parks a record of an organisation, at a place of its own in the stream. */
async function parkOwned(record: StreamedEvent | string, sequenceNumber: string): Promise<ParkedObject> {
  const bytes = Buffer.from(typeof record === 'string' ? record : JSON.stringify(record));
  await createParking(s3, 'parked', 'count')({ ...place, sequenceNumber, bytes }, unknown);
  const object = (await listed()).find(({ key }) => key.endsWith(`_${sequenceNumber}.json`));
  if (!object) throw new Error(`${sequenceNumber} is not listed`);
  return object;
}
const pathOf = ({ key }: ParkedObject) => pathOfKey(key) ?? '';

it('what is an organisation’s goes back once, as it was decided by who put it back first', async () => {
  const before = (await inStream()).length;
  const object = await parkOwned(streamed({ version: 9 }), '49002');
  expect(object.records).toMatchObject([{ by: 'count', ...unknown }]);
  const data = { ...streamed().data, item: 'i2' };
  // Over the API, by somebody who is lost before it is in the stream.
  const lost = putBackOnce(
    {
      store: createParkedStore(createParkedObjects(s3, 'parked')),
      append: () => Promise.reject(new Error('lost')),
      now: Date.now,
    },
    { path: pathOf(object), by: 'alice', make: (parked) => returnedEvent(parked, { version: 2, data }), isExact: true },
  );
  await expect(lost).rejects.toThrow('lost');
  expect(await putBack({ s3, kinesis, bucket: 'parked', stream: 'events' }, object)).toBe(true);
  expect(await putBack({ s3, kinesis, bucket: 'parked', stream: 'events' }, object)).toBe(true);
  expect((await inStream()).slice(before).map(([, text = '']) => JSON.parse(text))).toEqual([streamed({ data })]);
  expect(await listed()).toEqual([]);
});

it('what was begun more than a day ago stays, unless an operator says otherwise', async () => {
  const object = await parkOwned(streamed({ id: 'e2', version: 9 }), '49003');
  const store = createParkedStore(createParkedObjects(s3, 'parked'));
  const parked = await store.parked(pathOf(object));
  const at = new Date(Date.now() - 25 * 3_600_000).toISOString();
  if (parked)
    await store.note(pathOf(object), {
      ...parked,
      putBack: { by: 'alice', at, event: streamed({ id: 'e2' }), done: false },
    });
  const places = { s3, kinesis, bucket: 'parked', stream: 'events' };
  const before = (await inStream()).length;
  expect(await putBack(places, object)).toBe(false);
  expect([(await inStream()).length, (await listed()).length]).toEqual([before, 1]);
  expect(await putBack(places, object, { isForced: true })).toBe(true);
  expect([(await inStream()).length, (await listed()).length]).toEqual([before + 1, 0]);
});

it('what earlier versions parked is sorted to its organisation, where it is known whose it is; the rest stays', async () => {
  const old = async (name: string, record: string, reason: string) => {
    const position = { ...place, arrivedAt: new Date(arrivedAt).toISOString() };
    const parked = {
      consumer: 'count',
      reason,
      detail: 'why',
      position,
      record: Buffer.from(record).toString('base64'),
    };
    const object = { body: Buffer.from(JSON.stringify(parked)), contentType: 'application/json' };
    await local.engines.objects.put('parked', `parked/count/2026-01-02/${name}.json`, object);
  };
  const globex = { ...streamed({ version: 9 }), org: 'globex' };
  await old('of-globex', JSON.stringify(globex), 'unknown_version');
  await old('of-nobody', '{', 'not_json');
  const list = createListParked(s3, 'parked');
  expect((await list({ org: 'globex', most: 10 })).records).toEqual([]);
  const moved: string[] = [];
  for (let times = 0; times < 2; times += 1)
    await sortOut(s3, 'parked', ({ sequenceNumber }) => void moved.push(sequenceNumber));
  expect(moved).toEqual(['49001']);
  expect((await list({ org: 'globex', most: 10 })).records).toMatchObject([
    { reason: 'unknown_version', arrivedAt: '2026-01-02T03:04:05.000Z', by: 'count' },
  ]);
  expect(await local.engines.objects.list('parked', 'parked/count/')).toEqual([
    'parked/count/2026-01-02/of-nobody.json',
  ]);
  const [key] = await local.engines.objects.list('parked', `${PARKED}${folderOf('globex', sha256)}`);
  expect(JSON.parse(String((await local.engines.objects.get('parked', key ?? ''))?.body))).toMatchObject({
    ...{ org: 'globex', detail: 'why', record: Buffer.from(JSON.stringify(globex)).toString('base64') },
  });
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
