import {
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  ResourceNotFoundException,
  SubscribeToShardCommand,
} from '@aws-sdk/client-kinesis';
import { accountId, type LocalServices, region, startLocalServices } from './local-services';

describe('Kinesis engine', () => {
  let local: LocalServices;
  let client: KinesisClient;

  async function createStream(name: string, properties: Record<string, unknown>): Promise<string> {
    const Arn = `arn:aws:kinesis:${region}:${accountId}:stream/${name}`;
    await local.create({ type: 'AWS::Kinesis::Stream', ref: name, attributes: { Arn }, properties });
    return Arn;
  }

  async function read(StreamName: string, iterator: Partial<GetShardIteratorCommandInput>, Limit?: number) {
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({
        StreamName,
        ShardId: 'shardId-000000000000',
        ShardIteratorType: 'TRIM_HORIZON',
        ...iterator,
      }),
    );
    return client.send(new GetRecordsCommand({ ShardIterator, Limit }));
  }

  const put = (StreamName: string, data: string, PartitionKey = 'key') =>
    client.send(new PutRecordCommand({ StreamName, PartitionKey, Data: Buffer.from(data) }));
  const texts = (records: { Data?: Uint8Array }[] = []) =>
    records.map(({ Data }) => Buffer.from(Data ?? []).toString());

  beforeAll(async () => {
    local = await startLocalServices();
    client = new KinesisClient(local.client);
  });
  afterAll(async () => {
    client.destroy();
    await local.stop();
  });

  test('reads records in order from every kind of start', async () => {
    await createStream('audit', { ShardCount: 1, StreamEncryption: { EncryptionType: 'KMS', KeyId: 'k' } });
    await put('audit', 'one');
    const two = await put('audit', 'two');
    local.clock.now += 60_000;
    await put('audit', 'three');
    const { SequenceNumber: StartingSequenceNumber } = two;

    const all = await read('audit', {});
    expect(texts(all.Records)).toEqual(['one', 'two', 'three']);
    expect(all.MillisBehindLatest).toBe(0);
    expect(all.Records?.[1]).toMatchObject({ SequenceNumber: StartingSequenceNumber, PartitionKey: 'key' });
    const at = await read('audit', { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber });
    expect(texts(at.Records)).toEqual(['two', 'three']);
    const after = await read('audit', { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber });
    expect(texts(after.Records)).toEqual(['three']);
    const since = { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(local.clock.now) } as const;
    expect(texts((await read('audit', since)).Records)).toEqual(['three']);

    const latest = await read('audit', { ShardIteratorType: 'LATEST' });
    expect(latest.Records).toEqual([]);
    await put('audit', 'four');
    const next = await client.send(new GetRecordsCommand({ ShardIterator: latest.NextShardIterator }));
    expect(texts(next.Records)).toEqual(['four']);
  });

  test('says how far a reader is behind', async () => {
    await createStream('behind', { ShardCount: 1 });
    await put('behind', 'one');
    local.clock.now += 1000;
    await put('behind', 'two');
    local.clock.now += 500;
    const page = await read('behind', {}, 1);
    expect(texts(page.Records)).toEqual(['one']);
    expect(page.MillisBehindLatest).toBe(500);
  });

  test('spreads partition keys over the shards of an on-demand stream', async () => {
    await createStream('spread', { StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
    const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: 'spread' }));
    expect(Shards).toHaveLength(4);
    expect(Shards[3]?.HashKeyRange?.EndingHashKey).toBe(String(2n ** 128n - 1n));
    const Records = Array.from({ length: 40 }, (_, index) => ({
      PartitionKey: `user-${index}`,
      Data: Buffer.from('x'),
    }));
    const answer = await client.send(new PutRecordsCommand({ StreamName: 'spread', Records }));
    expect(answer.FailedRecordCount).toBe(0);
    expect(new Set(answer.Records?.map(({ ShardId }) => ShardId)).size).toBe(4);
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName: 'spread' }));
    expect(StreamDescriptionSummary).toMatchObject({ OpenShardCount: 4, StreamStatus: 'ACTIVE' });
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName: 'spread' }));
    expect(StreamDescription?.Shards).toHaveLength(4);
  });

  test('forgets records older than the retention period', async () => {
    await createStream('short', { ShardCount: 1, RetentionPeriodHours: 24 });
    await put('short', 'old');
    local.clock.now += 25 * 3_600_000;
    await put('short', 'new');
    expect(texts((await read('short', {})).Records)).toEqual(['new']);
  });

  test('refuses unknown streams, wrong iterators and operations that are not served', async () => {
    await expect(put('nowhere', 'x')).rejects.toThrow(ResourceNotFoundException);
    await expect(client.send(new GetRecordsCommand({ ShardIterator: 'wrong' }))).rejects.toMatchObject({
      name: 'InvalidArgumentException',
    });
    const fanOut = new SubscribeToShardCommand({
      ConsumerARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/audit/consumer/c:1',
      ShardId: 'shardId-000000000000',
      StartingPosition: { Type: 'LATEST' },
    });
    await expect(client.send(fanOut)).rejects.toThrow('kinesis:SubscribeToShard is not served');
  });
});
