import { Duration, Stack, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Settings } from '../../config';
import { removalPolicyOnceDeployed } from '../../platform/foundation';
import { generatedName } from '../generated-name';

/** Below which events lie. */
export const eventsPrefix = 'events/';

/** Converts records, which are JSON, to Parquet by the columns of a table in the Glue catalog. */
export interface ParquetTable {
  readonly catalogArn: string;
  readonly databaseName: string;
  readonly databaseArn: string;
  readonly tableName: string;
  readonly tableArn: string;
}

export interface BucketDeliveryProps {
  readonly settings: Settings;
  /** A bucket of its own, which holds nothing else but what is read from it. */
  readonly bucket: s3.Bucket;
  /** The bucket's key. @default - S3's own */
  readonly key?: kms.IKey;
  /** @default - events are put to Firehose itself */
  readonly source?: kinesis.Stream;
  /** First part of what objects are called. @default events/ */
  readonly folder?: string;
  /** @default - GZIP objects with records as they come */
  readonly parquet?: ParquetTable;
}

/** Firehose to S3: one prefix an hour of arrival, written with a role that reaches this bucket alone. */
export class BucketDelivery extends Construct {
  readonly delivery: firehose.CfnDeliveryStream;

  constructor(scope: Construct, id: string, props: BucketDeliveryProps) {
    super(scope, id);
    const { bucket, source } = props;
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('firehose.amazonaws.com') });
    this.delivery = new firehose.CfnDeliveryStream(this, 'Stream', {
      ...(source ? fromStream(source, role) : fromPuts),
      extendedS3DestinationConfiguration: {
        bucketArn: bucket.bucketArn,
        roleArn: role.roleArn,
        // Parquet is compressed by itself.
        ...(props.parquet ? toParquet(props.parquet, role, Stack.of(this).region) : { compressionFormat: 'GZIP' }),
        bufferingHints: { intervalInSeconds: 300, sizeInMBs: 64 },
        prefix: `${props.folder ?? eventsPrefix}date=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/`,
        errorOutputPrefix: 'errors/!{firehose:error-output-type}/date=!{timestamp:yyyy-MM-dd}/',
        cloudWatchLoggingOptions: { enabled: true, ...this.errorLog(props.settings, role) },
      },
    });
    // Firehose checks at creation that its role may do all of it.
    this.allow(role, props).applyBefore(this.delivery);
    // When the stack goes, the bucket is emptied once: after the stream, which may write to it until it is deleted.
    this.delivery.node.addDependency(bucket);
    if (source) {
      Validations.of(this.delivery).acknowledge({
        id: 'AwsSolutions::AwsSolutions-KDF1',
        reason:
          'The Kinesis stream it reads is encrypted, which covers Firehose; its own setting is for direct puts alone.',
      });
    }
  }

  /** Age in seconds of the oldest record that is not in the bucket yet; the buffer accounts for five minutes of it. */
  metricOldestUndelivered(): cloudwatch.Metric {
    return this.metric('DeliveryToS3.DataFreshness', 'Maximum');
  }

  /** Records that do not fit the columns of their Parquet table: they are under `errors/`, and no query finds them. */
  metricUnconverted(): cloudwatch.Metric {
    return this.metric('FailedConversion.Records', 'Sum');
  }

  private metric(metricName: string, statistic: string): cloudwatch.Metric {
    return new cloudwatch.Metric({
      ...{ namespace: 'AWS/Firehose', metricName, statistic },
      dimensionsMap: { DeliveryStreamName: this.delivery.ref },
      period: Duration.minutes(5),
    });
  }

  private errorLog(settings: Settings, role: iam.IRole): { logGroupName: string; logStreamName: string } {
    const kept = removalPolicyOnceDeployed(settings);
    const group = new logs.LogGroup(this, 'Errors', { retention: settings.logs.retentionDays, removalPolicy: kept });
    const stream = new logs.LogStream(this, 'ErrorStream', { logGroup: group, removalPolicy: kept });
    group.grant(role, 'logs:PutLogEvents');
    return { logGroupName: group.logGroupName, logStreamName: stream.logStreamName };
  }

  /** @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3 */
  private allow(role: iam.Role, { bucket, key, source, parquet }: BucketDeliveryProps): iam.Grant {
    const allow = (resource: string, ...actions: string[]) =>
      iam.Grant.addToPrincipal({ grantee: role, actions, resourceArns: [resource] });
    key?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
    source?.grant(
      role,
      'kinesis:DescribeStream',
      'kinesis:GetShardIterator',
      'kinesis:GetRecords',
      'kinesis:ListShards',
    );
    if (parquet) {
      for (const arn of [parquet.catalogArn, parquet.databaseArn, parquet.tableArn])
        allow(arn, 'glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions');
    }
    allow(bucket.bucketArn, 's3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads');
    Validations.of(role).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${Stack.of(this).resolve(generatedName(bucket)).Ref}.Arn>/*]`,
      reason: 'Firehose names the objects it writes; the bucket holds nothing else.',
    });
    return allow(bucket.arnForObjects('*'), 's3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject');
  }
}

const fromPuts = {
  deliveryStreamType: 'DirectPut',
  deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
} as const;

/** @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html */
function toParquet({ databaseName, tableName }: ParquetTable, role: iam.IRole, region: string) {
  return {
    compressionFormat: 'UNCOMPRESSED',
    dataFormatConversionConfiguration: {
      enabled: true,
      inputFormatConfiguration: { deserializer: { openXJsonSerDe: {} } },
      outputFormatConfiguration: { serializer: { parquetSerDe: { compression: 'SNAPPY' } } },
      schemaConfiguration: { databaseName, tableName, region, roleArn: role.roleArn, versionId: 'LATEST' },
    },
  } as const;
}

function fromStream(source: kinesis.Stream, role: iam.IRole) {
  return {
    deliveryStreamType: 'KinesisStreamAsSource',
    kinesisStreamSourceConfiguration: { kinesisStreamArn: source.streamArn, roleArn: role.roleArn },
  } as const;
}
