import { Duration, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Settings } from '../config';
import { AlertAlarm } from '../constructs/alarm/alarm';
import { BucketDelivery, eventsPrefix } from '../constructs/bucket-delivery/bucket-delivery';
import { exportStrongly } from '../constructs/export-strongly';
import { generatedName } from '../constructs/generated-name';
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
  private readonly key: kms.IKey;
  private readonly stream?: kinesis.Stream;
  private readPolicy?: iam.ManagedPolicy;
  private readonly firehose: BucketDelivery;

  constructor(scope: Construct, id: string, props: AuditStreamProps) {
    super(scope, id);
    const { settings, key, alerts } = props;
    this.key = key;
    this.bucket = this.createBucket(props);
    this.stream = settings.audit.sink === 'kinesis' ? this.createStream(settings) : undefined;
    this.firehose = new BucketDelivery(this, 'Delivery', { settings, key, bucket: this.bucket, source: this.stream });
    if (this.stream) exportStrongly(this.stream, this.stream.streamName, this.stream.streamArn);
    else exportStrongly(this.firehose.delivery, this.firehose.delivery.ref, this.firehose.delivery.attrArn);
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

  get bucketName(): string {
    return this.bucket.bucketName;
  }

  grantRead(role: iam.Role): void {
    this.readPolicy ??= this.makeReadPolicy();
    role.addManagedPolicy(this.readPolicy);
  }

  /** A policy of its own, where somebody reads: the exception that Firehose names the objects is written down once. */
  private makeReadPolicy(): iam.ManagedPolicy {
    const allow = (action: string, resource: string, conditions?: Record<string, Record<string, string>>) =>
      new iam.PolicyStatement({ actions: [action], resources: [resource], conditions });
    const policy = new iam.ManagedPolicy(this, 'Read', {
      description: 'Reads audit events that have arrived',
      statements: [
        allow('s3:GetObject', this.bucket.arnForObjects(`${eventsPrefix}*`)),
        allow('s3:ListBucket', this.bucket.bucketArn, { StringLike: { 's3:prefix': `${eventsPrefix}*` } }),
        allow('kms:Decrypt', this.key.keyArn, {
          StringEquals: { 'kms:ViaService': `s3.${Stack.of(this).region}.amazonaws.com` },
        }),
      ],
    });
    const bucket: { readonly Ref: string } = Stack.of(this).resolve(generatedName(this.bucket));
    const arn = `<${bucket.Ref}.Arn>`;
    Validations.of(policy).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::${arn}/${eventsPrefix}*]`,
      reason: 'Firehose names the objects of events; the policy is for those of one prefix in one bucket.',
    });
    return policy;
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
