import { Duration, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Settings } from '../config';
import { AlertAlarm } from '../constructs/alarm/alarm';
import { removalPolicy } from './foundation';
import type { AuditSink } from './platform';
import { stageBucket } from './stage-bucket';

export interface AuditStreamProps {
  readonly settings: Settings;
  readonly key: kms.IKey;
  readonly accessLogs: s3.IBucket;
  readonly alerts: sns.ITopic;
}

/**
 * Audit and analytics events on their way to S3: functions put to Firehose, or to a Kinesis stream that Firehose and
 * further consumers read. Objects are GZIP, one prefix an hour of arrival, and move to colder storage before they expire.
 */
export class AuditStream extends Construct implements AuditSink {
  readonly bucket: s3.Bucket;
  readonly environment: AuditSink['environment'];
  private readonly stream?: kinesis.Stream;
  private readonly delivery: firehose.CfnDeliveryStream;

  constructor(scope: Construct, id: string, props: AuditStreamProps) {
    super(scope, id);
    const { settings } = props;
    this.bucket = this.createBucket(props);
    this.stream = settings.audit.sink === 'kinesis' ? this.createStream(settings) : undefined;
    this.delivery = this.createDelivery(props);
    this.environment = {
      AUDIT_SINK: settings.audit.sink,
      AUDIT_STREAM_NAME: this.stream?.streamName ?? this.delivery.ref,
    };
    new AlertAlarm(this, 'LateDelivery', {
      alerts: props.alerts,
      metric: this.metricOldestUndelivered(),
      threshold: Duration.minutes(15).toSeconds(),
      evaluationPeriods: 3,
      description: 'Audit events do not reach their bucket: the log group of delivery errors has the reason.',
    });
  }

  /** Age in seconds of the oldest event that is not in the bucket yet; the buffer accounts for five minutes of it. */
  metricOldestUndelivered(): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/Firehose',
      metricName: 'DeliveryToS3.DataFreshness',
      dimensionsMap: { DeliveryStreamName: this.delivery.ref },
      statistic: 'Maximum',
      period: Duration.minutes(5),
    });
  }

  grantPut(grantee: iam.IGrantable): iam.Grant {
    if (this.stream) return this.stream.grant(grantee, 'kinesis:PutRecord');
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['firehose:PutRecord'],
      resourceArns: [this.delivery.attrArn],
    });
  }

  private createBucket({ settings, key, accessLogs }: AuditStreamProps): s3.Bucket {
    return stageBucket(this, 'Bucket', settings, {
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'audit/',
      lifecycleRules: [
        {
          transitions: [
            {
              storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL,
              transitionAfter: Duration.days(settings.audit.coldAfterDays),
            },
          ],
          expiration: Duration.days(settings.audit.expireAfterDays),
          noncurrentVersionExpiration: Duration.days(30),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
    });
  }

  /** The key that Kinesis manages: producers then need no KMS action. */
  private createStream(settings: Settings): kinesis.Stream {
    return new kinesis.Stream(this, 'Stream', {
      streamMode: kinesis.StreamMode.ON_DEMAND,
      encryption: kinesis.StreamEncryption.MANAGED,
      removalPolicy: removalPolicy(settings),
    });
  }

  private createDelivery({ settings, key }: AuditStreamProps): firehose.CfnDeliveryStream {
    const role = new iam.Role(this, 'DeliveryRole', { assumedBy: new iam.ServicePrincipal('firehose.amazonaws.com') });
    const log = new logs.LogGroup(this, 'DeliveryErrors', {
      retention: settings.logs.retentionDays,
      removalPolicy: removalPolicy(settings),
    });
    const logStream = new logs.LogStream(this, 'DeliveryErrorStream', {
      logGroup: log,
      removalPolicy: removalPolicy(settings),
    });
    const source = this.stream;
    const access = [
      this.allowDelivery(role, key),
      log.grant(role, 'logs:PutLogEvents'),
      ...(source
        ? [
            source.grant(
              role,
              'kinesis:DescribeStream',
              'kinesis:GetShardIterator',
              'kinesis:GetRecords',
              'kinesis:ListShards',
            ),
          ]
        : []),
    ];
    const delivery = new firehose.CfnDeliveryStream(this, 'Delivery', {
      ...(source
        ? {
            deliveryStreamType: 'KinesisStreamAsSource',
            kinesisStreamSourceConfiguration: { kinesisStreamArn: source.streamArn, roleArn: role.roleArn },
          }
        : {
            deliveryStreamType: 'DirectPut',
            deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
          }),
      extendedS3DestinationConfiguration: {
        bucketArn: this.bucket.bucketArn,
        roleArn: role.roleArn,
        compressionFormat: 'GZIP',
        bufferingHints: { intervalInSeconds: 300, sizeInMBs: 64 },
        prefix: 'events/date=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/',
        errorOutputPrefix: 'errors/!{firehose:error-output-type}/date=!{timestamp:yyyy-MM-dd}/',
        cloudWatchLoggingOptions: {
          enabled: true,
          logGroupName: log.logGroupName,
          logStreamName: logStream.logStreamName,
        },
      },
    });
    if (source) {
      Validations.of(delivery).acknowledge({
        id: 'AwsSolutions::AwsSolutions-KDF1',
        reason:
          'The Kinesis stream it reads is encrypted, which covers Firehose; its own setting is for direct puts alone.',
      });
    }
    for (const grant of access) grant.applyBefore(delivery);
    return delivery;
  }

  /** @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3 */
  private allowDelivery(role: iam.Role, key: kms.IKey): iam.Grant {
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        resources: [this.bucket.bucketArn],
      }),
    );
    key.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
    Validations.of(role).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${this.bucketLogicalId()}.Arn>/*]`,
      reason: 'Firehose names the objects it writes; the bucket holds nothing else.',
    });
    return iam.Grant.addToPrincipal({
      grantee: role,
      actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
      resourceArns: [this.bucket.arnForObjects('*')],
    });
  }

  private bucketLogicalId(): string {
    const resource = this.bucket.node.defaultChild;
    if (!(resource instanceof s3.CfnBucket)) throw new Error(`${this.node.path} has no bucket`);
    return this.bucket.stack.getLogicalId(resource);
  }
}
