import { gunzipSync } from 'node:zlib';
import {
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  PutRecordBatchCommand,
  PutRecordCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-firehose';
import { compilePrefix } from '../../../../tools/local/engines/firehose/object-prefix';
import { accountId, type LocalServices, region, startLocalServices } from './local-services';

const RoleARN = `arn:aws:iam::${accountId}:role/firehose`;

describe('Firehose engine', () => {
  let local: LocalServices;
  let client: FirehoseClient;

  async function createDeliveryStream(name: string, s3 = {}, properties = {}): Promise<void> {
    await local.create({
      type: 'AWS::KinesisFirehose::DeliveryStream',
      ref: name,
      attributes: { Arn: `arn:aws:firehose:${region}:${accountId}:deliverystream/${name}` },
      properties: {
        ExtendedS3DestinationConfiguration: { BucketARN: 'arn:aws:s3:::audit', RoleARN, ...s3 },
        ...properties,
      },
    });
  }

  async function linesUnder(prefix: string): Promise<string[]> {
    const keys = await local.engines.objects.list('audit', prefix);
    const objects = await Promise.all(keys.map((key) => local.engines.objects.get('audit', key)));
    return objects.flatMap((object) => (object ? gunzipSync(object.body).toString().trimEnd().split('\n') : []));
  }

  const put = (DeliveryStreamName: string, line: string) =>
    client.send(new PutRecordCommand({ DeliveryStreamName, Record: { Data: Buffer.from(`${line}\n`) } }));

  beforeAll(async () => {
    local = await startLocalServices();
    client = new FirehoseClient(local.client);
    await local.create({ type: 'AWS::S3::Bucket', ref: 'audit', properties: {} });
  });
  afterAll(async () => {
    client.destroy();
    await local.stop();
  });

  test('keeps what would be Parquet as lines of JSON, and what cannot be converted beside them', async () => {
    await createDeliveryStream('parquet', {
      DataFormatConversionConfiguration: {
        Enabled: true,
        InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {} } },
        OutputFormatConfiguration: { Serializer: { ParquetSerDe: { Compression: 'SNAPPY' } } },
        SchemaConfiguration: { DatabaseName: 'd', TableName: 't', RoleARN },
      },
      ErrorOutputPrefix: 'failed/!{firehose:error-output-type}/',
      Prefix: 'columns/',
    });
    const Records = ['{"n":1}', '{"n":', '{"n":2}'].map((text) => ({ Data: Buffer.from(text) }));
    await client.send(new PutRecordBatchCommand({ DeliveryStreamName: 'parquet', Records }));
    await local.engines.firehose.flush();
    const textOf = async (prefix: string) => {
      const [key = '', ...more] = await local.engines.objects.list('audit', prefix);
      expect(more).toEqual([]);
      return String((await local.engines.objects.get('audit', key))?.body);
    };
    expect(await textOf('columns/')).toBe('{"n":1}\n{"n":2}\n');
    expect(await textOf('failed/format-conversion-failed/')).toContain(Buffer.from('{"n":').toString('base64'));
  });

  test('writes compressed objects under the prefix of the template', async () => {
    await createDeliveryStream('direct', {
      BufferingHints: { IntervalInSeconds: 300, SizeInMBs: 64 },
      CompressionFormat: 'GZIP',
      ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
      Prefix: 'events/date=!{timestamp:yyyy-MM-dd}/',
    });
    expect((await put('direct', '{"n":1}')).RecordId).toBeTruthy();
    local.clock.now += 60_000;
    const Records = ['{"n":2}', '{"n":3}'].map((line) => ({ Data: Buffer.from(`${line}\n`) }));
    const answer = await client.send(new PutRecordBatchCommand({ DeliveryStreamName: 'direct', Records }));
    expect(answer).toMatchObject({ FailedPutCount: 0 });
    expect(answer.RequestResponses).toHaveLength(2);
    await local.engines.firehose.flush();
    const [key] = await local.engines.objects.list('audit', 'events/');
    expect(key).toMatch(/^events\/date=2026-01-02\/direct-1-2026-01-02-03-04-05-[0-9a-f-]{36}\.gz$/);
    expect(await linesUnder('events/')).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
  });

  test('a full buffer is written at once', async () => {
    await createDeliveryStream('full', {
      BufferingHints: { IntervalInSeconds: 900, SizeInMBs: 1 },
      CompressionFormat: 'GZIP',
      Prefix: 'full/',
    });
    for (const letter of ['a', 'b']) await put('full', letter.repeat(600_000));
    await local.engines.firehose.flush();
    await put('full', 'c');
    await local.engines.firehose.flush();
    expect(await local.engines.objects.list('audit', 'full/')).toHaveLength(2);
  });

  test('reads a Kinesis stream', async () => {
    const source = `arn:aws:kinesis:${region}:${accountId}:stream/source`;
    await local.create({
      type: 'AWS::Kinesis::Stream',
      ref: 'source',
      attributes: { Arn: source },
      properties: { ShardCount: 2 },
    });
    await createDeliveryStream(
      'from-kinesis',
      { CompressionFormat: 'GZIP', Prefix: 'kinesis/' },
      {
        DeliveryStreamType: 'KinesisStreamAsSource',
        KinesisStreamSourceConfiguration: { KinesisStreamARN: source, RoleARN },
      },
    );
    local.engines.kinesis.stream(source).append('key', Buffer.from('{"from":"kinesis"}\n'));
    await local.engines.firehose.flush();
    expect(await linesUnder('kinesis/')).toEqual(['{"from":"kinesis"}']);
    await expect(put('from-kinesis', 'x')).rejects.toMatchObject({ name: 'InvalidArgumentException' });
    const { DeliveryStreamDescription } = await client.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName: 'from-kinesis' }),
    );
    expect(DeliveryStreamDescription?.DeliveryStreamType).toBe('KinesisStreamAsSource');
  });

  test('tells of records that cannot be written', async () => {
    await createDeliveryStream('nowhere', { BucketARN: 'arn:aws:s3:::no-bucket' });
    await put('nowhere', 'x');
    await local.engines.firehose.flush();
    expect(local.problems).toEqual([expect.stringMatching(/^Firehose nowhere lost 1 records: .*NoSuchBucket/s)]);
  });

  test('refuses at creation what it cannot do, and what AWS would refuse', async () => {
    const wrong: [Record<string, unknown>, RegExp][] = [
      [{ Prefix: 'a/!{timestamp:yyyy}/' }, /ErrorOutputPrefix cannot be empty/],
      [{ Prefix: 'a/!{timestamp:yyyy}/', ErrorOutputPrefix: 'b/!{timestamp:yyyy}/' }, /must contain/],
      [{ Prefix: '!{firehose:error-output-type}/', ErrorOutputPrefix: 'e/' }, /cannot contain/],
      [{ CompressionFormat: 'Snappy' }, /CompressionFormat/],
      [{ ProcessingConfiguration: { Enabled: true } }, /ProcessingConfiguration/],
      [{ Prefix: '!{timestamp:QQQ}/', ErrorOutputPrefix: 'e/' }, /"QQQ".*is not served/],
      [
        { Prefix: '!{partitionKeyFromQuery:org}/', ErrorOutputPrefix: 'e/' },
        /!\{partitionKeyFromQuery:org\} is not served/,
      ],
    ];
    for (const [s3, problem] of wrong) await expect(createDeliveryStream('wrong', s3)).rejects.toThrow(problem);
    await expect(put('no-stream', 'x')).rejects.toThrow(ResourceNotFoundException);
  });
});

describe('prefix expressions', () => {
  const time = Date.UTC(2026, 11, 31, 23, 5, 9);

  test.each([
    ['', 'UTC', '2026/12/31/23/'],
    ['logs/', 'UTC', 'logs/2026/12/31/23/'],
    ["y=!{timestamp:yyyy}/at-!{timestamp:HH'h'mm-ss}/", 'UTC', 'y=2026/at-23h05-09/'],
    ['!{timestamp:yyyy-MM-dd}/', 'Asia/Tokyo', '2027-01-01/'],
  ])('%p in %s', (prefix, timeZone, expected) => {
    expect(compilePrefix(prefix, timeZone)(time)).toBe(expected);
  });

  test('random strings differ from object to object', () => {
    const prefix = compilePrefix('!{firehose:random-string}/', 'UTC');
    expect(prefix(time)).toMatch(/^[0-9a-f]{11}\/$/);
    expect(prefix(time)).not.toBe(prefix(time));
  });
});
