import { Duration, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Settings } from '../../config';
import { stageBucket } from '../../platform/stage-bucket';
import { generatedName } from '../generated-name';

/** Where a reader puts what it does not understand: `parked/<reader>/<date>/<shard>-<sequence number>.json`. */
const parkedPrefix = 'parked/';
/** Where Lambda itself puts batches that a function failed: `aws/lambda/<mapping>/<shard>/<date>/...`. */
const failedPrefix = 'aws/lambda/';

export interface FailureBucketProps {
  readonly settings: Settings;
  readonly accessLogs: s3.IBucket;
  /** For how long records are kept that nobody puts back. */
  readonly kept: Duration;
}

/** Keeps records that readers of streams did not take, whole, so that nothing is lost when the stream has forgotten them. */
export class FailureBucket extends Construct {
  readonly bucket: s3.Bucket;
  private readonly policy: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, { settings, accessLogs, kept }: FailureBucketProps) {
    super(scope, id);
    this.bucket = stageBucket(this, 'Bucket', settings, {
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'failures/',
      lifecycleRules: [{ expiration: kept, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    this.policy = this.writePolicy();
  }

  /**
   * Lets a reader of a stream put records here, and Lambda those that it failed.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
   */
  grantSetAside(role: iam.Role): iam.ManagedPolicy {
    role.addManagedPolicy(this.policy);
    return this.policy;
  }

  /** In a policy of its own: the exception that objects are named by their records is written down once. */
  private writePolicy(): iam.ManagedPolicy {
    const prefixes = [parkedPrefix, failedPrefix];
    const policy = new iam.ManagedPolicy(this, 'SetAside', {
      description: 'Puts records aside that a reader of a stream does not take',
      statements: [
        new iam.PolicyStatement({
          actions: ['s3:PutObject'],
          resources: prefixes.map((prefix) => this.bucket.arnForObjects(`${prefix}*`)),
        }),
        // Lambda checks that the bucket is there and asks for this.
        new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }),
      ],
    });
    const bucket: { readonly Ref: string } = Stack.of(this).resolve(generatedName(this.bucket));
    Validations.of(this).acknowledge(
      ...prefixes.map((prefix) => ({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${bucket.Ref}.Arn>/${prefix}*]`,
        reason:
          'Objects are named by the records in them; the policy is for one action under two prefixes of one bucket.',
      })),
    );
    return policy;
  }
}
