import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Settings } from '../config';
import { AlertAlarm } from '../constructs/alarm/alarm';
import { BucketDelivery } from '../constructs/bucket-delivery/bucket-delivery';
import { removalPolicyOnceDeployed } from './foundation';
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
 * further consumers read. Objects move to colder storage before they expire.
 */
export class AuditStream extends Construct implements AuditSink {
  readonly bucket: s3.Bucket;
  readonly environment: AuditSink['environment'];
  private readonly stream?: kinesis.Stream;
  private readonly firehose: BucketDelivery;

  constructor(scope: Construct, id: string, props: AuditStreamProps) {
    super(scope, id);
    const { settings, key, alerts } = props;
    this.bucket = this.createBucket(props);
    this.stream = settings.audit.sink === 'kinesis' ? this.createStream(settings) : undefined;
    this.firehose = new BucketDelivery(this, 'Delivery', { settings, key, bucket: this.bucket, source: this.stream });
    this.environment = {
      AUDIT_SINK: settings.audit.sink,
      AUDIT_STREAM_NAME: this.stream?.streamName ?? this.firehose.delivery.ref,
    };
    new AlertAlarm(this, 'LateDelivery', {
      alerts,
      metric: this.firehose.metricOldestUndelivered(),
      threshold: Duration.minutes(15).toSeconds(),
      evaluationPeriods: 3,
      description: 'Audit events do not reach their bucket: the log group of delivery errors has the reason.',
    });
  }

  grantPut(grantee: iam.IGrantable): iam.Grant {
    if (this.stream) return this.stream.grant(grantee, 'kinesis:PutRecord');
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['firehose:PutRecord'],
      resourceArns: [this.firehose.delivery.attrArn],
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
      removalPolicy: removalPolicyOnceDeployed(settings),
    });
  }
}
