import { Duration, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Settings } from '../../config';
import { stageBucket } from '../../platform/stage-bucket';
import { generatedName } from '../generated-name';

/** Where a reader puts what it does not understand. */
const parkedPrefix = 'parked/';
/** Of which it is known whose it is: `parked/of/<hash of the owner>/<date>/...`. */
const ownedPrefix = `${parkedPrefix}of/`;
/** What was put back of that. */
const putBackPrefix = 'put-back/';
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
  private readonly setAside: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, { settings, accessLogs, kept }: FailureBucketProps) {
    super(scope, id);
    this.bucket = stageBucket(this, 'Bucket', settings, {
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'failures/',
      lifecycleRules: [
        {
          expiration: kept,
          // Where the bucket is versioned, what expires or is put back stays as an old version else.
          noncurrentVersionExpiration: Duration.days(30),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    this.setAside = this.policy('SetAside', 'Puts records aside that a reader of a stream does not take', [
      ...[parkedPrefix, failedPrefix].map((prefix) => this.onObjects(prefix, 's3:PutObject')),
      // Lambda checks that the bucket is there and asks for this.
      new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }),
    ]);
  }

  /**
   * Lets a reader of a stream put records here, and Lambda those that it failed.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
   */
  grantSetAside(role: iam.Role): iam.ManagedPolicy {
    role.addManagedPolicy(this.setAside);
    return this.setAside;
  }

  /** Lets a function list and read records of which it is known whose they are, note what it puts back, and take that away. */
  grantPutBack(role: iam.Role): void {
    const policy = this.policy('PutBack', 'Reads records that have an owner, and takes away what it puts back', [
      this.onObjects(ownedPrefix, 's3:GetObject', 's3:DeleteObject'),
      this.onObjects(putBackPrefix, 's3:GetObject', 's3:PutObject'),
      new iam.PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [this.bucket.bucketArn],
        conditions: { StringLike: { 's3:prefix': [`${ownedPrefix}*`, `${putBackPrefix}*`] } },
      }),
    ]);
    role.addManagedPolicy(policy);
  }

  private onObjects(prefix: string, ...actions: string[]): iam.PolicyStatement {
    const bucket: { readonly Ref: string } = Stack.of(this).resolve(generatedName(this.bucket));
    Validations.of(this).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${bucket.Ref}.Arn>/${prefix}*]`,
      reason: 'Objects are named by the records in them; the policy is for few actions under prefixes of one bucket.',
    });
    return new iam.PolicyStatement({ actions, resources: [this.bucket.arnForObjects(`${prefix}*`)] });
  }

  /** Of their own, so that the exceptions for them are written down once. */
  private policy(id: string, description: string, statements: iam.PolicyStatement[]): iam.ManagedPolicy {
    return new iam.ManagedPolicy(this, id, { description, statements });
  }
}
