import { Duration, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Settings } from '../../config';
import { generatedName } from '../../constructs/generated-name';
import { accessLogBucket, stageBucket, tellEventBridge, uploadsByForm } from '../../platform/stage-bucket';

/** Where originals lie: `uploads/<organisation's hash>/<documentId>/<uploadId>`. */
export const uploadsPrefix = 'uploads/';

/** What may be done with originals. */
export type OriginalsAction = 's3:PutObject' | 's3:GetObject' | 's3:DeleteObject' | 's3:ListBucket';

/** Originals of documents, until they are deleted. What arrives is told to EventBridge. */
export class OriginalsBucket extends Construct {
  readonly bucket: s3.Bucket;
  private readonly policies: Readonly<Record<OriginalsAction, iam.ManagedPolicy>>;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.bucket = stageBucket(this, 'Bucket', settings, {
      // What is deleted is gone: no version of it stays.
      versioned: false,
      serverAccessLogsBucket: accessLogBucket(this, 'AccessLogs', settings),
      serverAccessLogsPrefix: 'originals/',
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      cors: uploadsByForm(settings),
    });
    tellEventBridge(this.bucket);
    this.policies = this.makePolicies();
  }

  /** Where a function finds it. */
  get environment() {
    return { ORIGINALS_BUCKET_NAME: this.bucket.bucketName };
  }

  /** Lets a role do this with originals. */
  grant(role: iam.Role, ...actions: readonly OriginalsAction[]): void {
    for (const action of actions) role.addManagedPolicy(this.policies[action]);
  }

  /** In policies of their own: the exception that keys of originals are made when they arrive is written down once. */
  private makePolicies(): Readonly<Record<OriginalsAction, iam.ManagedPolicy>> {
    const resources = [this.bucket.arnForObjects(`${uploadsPrefix}*`)];
    const policy = (id: string, action: OriginalsAction, on: readonly string[] = resources) =>
      new iam.ManagedPolicy(this, id, {
        description: `RAG: ${action} of originals`,
        statements: [new iam.PolicyStatement({ actions: [action], resources: [...on] })],
      });
    const bucket: { readonly Ref: string } = Stack.of(this).resolve(generatedName(this.bucket));
    Validations.of(this).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${bucket.Ref}.Arn>/${uploadsPrefix}*]`,
      reason:
        'Keys of originals are made when they arrive; each policy is for one action under one prefix of one bucket.',
    });
    return {
      's3:GetObject': policy('Read', 's3:GetObject'),
      's3:PutObject': policy('Write', 's3:PutObject'),
      's3:DeleteObject': policy('Remove', 's3:DeleteObject'),
      // Whoever may not list is told of an object that is not there that it is forbidden.
      's3:ListBucket': policy('List', 's3:ListBucket', [this.bucket.bucketArn]),
    };
  }
}
