import { z } from 'zod';
import type { ResolvedResource } from '../../types';
import { parseProperties } from '../input';
import { checkPrefixes, compilePrefix } from './object-prefix';
import { compileTimestamp, type FormatTime } from './timestamp-pattern';

const switchedOff = z.object({ Enabled: z.union([z.literal(false), z.literal('false')]) });

/** There is no Parquet on a laptop: records are kept as lines of JSON, and what is no JSON where its conversion would fail. */
const toParquet = z.object({
  Enabled: z.union([z.literal(true), z.literal('true')]),
  OutputFormatConfiguration: z.object({ Serializer: z.object({ ParquetSerDe: z.object({}) }) }),
  SchemaConfiguration: z.object({ DatabaseName: z.string(), TableName: z.string(), RoleARN: z.string() }),
});

const destination = z.strictObject({
  BucketARN: z.string().startsWith('arn:aws:s3:::'),
  BufferingHints: z
    .object({ IntervalInSeconds: z.coerce.number().optional(), SizeInMBs: z.coerce.number().optional() })
    .optional(),
  CloudWatchLoggingOptions: z.unknown().optional(),
  CompressionFormat: z.enum(['GZIP', 'UNCOMPRESSED']).default('UNCOMPRESSED'),
  CustomTimeZone: z.string().default('UTC'),
  DataFormatConversionConfiguration: z.union([switchedOff, toParquet]).optional(),
  DynamicPartitioningConfiguration: switchedOff.optional(),
  EncryptionConfiguration: z.unknown().optional().optional(),
  ErrorOutputPrefix: z.string().optional(),
  FileExtension: z.string().optional(),
  Prefix: z.string().default(''),
  ProcessingConfiguration: switchedOff.optional(),
  RoleARN: z.string(),
  S3BackupMode: z.literal('Disabled').optional(),
});

const properties = z.strictObject({
  DeliveryStreamName: z.string().optional(),
  DeliveryStreamType: z.enum(['DirectPut', 'KinesisStreamAsSource']).default('DirectPut'),
  ExtendedS3DestinationConfiguration: destination,
  KinesisStreamSourceConfiguration: z.object({ KinesisStreamARN: z.string(), RoleARN: z.string() }).optional(),
});
const passedOver = ['DeliveryStreamEncryptionConfigurationInput', 'DirectPutSourceConfiguration', 'Tags'];

export interface StreamDefinition {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  /** Kinesis stream it reads; absent where records are put directly. */
  readonly sourceArn?: string;
  readonly bucket: string;
  readonly gzip: boolean;
  readonly bufferBytes: number;
  readonly bufferMs: number;
  /** Key of an object by the arrival time of its oldest record; `id` makes it unique. */
  readonly objectKey: (oldest: number, id: string) => string;
  /** The same for what cannot be converted; absent where nothing is. */
  readonly failedKey?: (oldest: number, id: string) => string;
}

/** Reads an `AWS::KinesisFirehose::DeliveryStream` with an S3 destination. */
export function streamDefinition(resource: ResolvedResource): StreamDefinition {
  const stream = parseProperties(resource, properties, passedOver);
  const s3 = stream.ExtendedS3DestinationConfiguration;
  const gzip = s3.CompressionFormat === 'GZIP';
  checkPrefixes(s3.Prefix, s3.ErrorOutputPrefix);
  if ((stream.DeliveryStreamType === 'KinesisStreamAsSource') !== Boolean(stream.KinesisStreamSourceConfiguration)) {
    throw new Error(`${resource.path}: DeliveryStreamType ${stream.DeliveryStreamType} does not go with its source`);
  }
  const prefix = compilePrefix(s3.Prefix, s3.CustomTimeZone);
  const suffix: FormatTime = compileTimestamp('yyyy-MM-dd-HH-mm-ss', s3.CustomTimeZone);
  const converts = toParquet.safeParse(s3.DataFormatConversionConfiguration).success;
  const failed = (s3.ErrorOutputPrefix ?? '').replace('!{firehose:error-output-type}', 'format-conversion-failed');
  const failedPrefix = compilePrefix(failed, s3.CustomTimeZone);
  const extension = s3.FileExtension ?? (gzip ? '.gz' : '');
  return {
    name: resource.ref,
    arn: resource.attributes.Arn ?? '',
    region: resource.region,
    sourceArn: stream.KinesisStreamSourceConfiguration?.KinesisStreamARN,
    bucket: s3.BucketARN.replace('arn:aws:s3:::', ''),
    gzip,
    bufferBytes: (s3.BufferingHints?.SizeInMBs ?? 5) * 1_048_576,
    bufferMs: (s3.BufferingHints?.IntervalInSeconds ?? 300) * 1000,
    objectKey: (oldest, id) => `${prefix(oldest)}${resource.ref}-1-${suffix(oldest)}-${id}${extension}`,
    ...(converts && { failedKey: (oldest, id) => `${failedPrefix(oldest)}${resource.ref}-1-${suffix(oldest)}-${id}` }),
  };
}
