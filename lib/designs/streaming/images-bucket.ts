import { Duration, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Settings } from '../../config';
import { generatedName } from '../../constructs/generated-name';
import { stageBucket, tellEventBridge, uploadsByForm } from '../../platform/stage-bucket';

/** Where images lie: `images/<organisation's hash>/<SHA-256>`. */
export const imagesPrefix = 'images/';

export interface ImagesBucketProps {
  readonly settings: Settings;
  readonly accessLogs: s3.IBucket;
  /** For how long an image is kept, as cases are. */
  readonly kept: Duration;
}

export type ImagesAction = 's3:PutObject' | 's3:GetObject';

/** Images of items, until their cases are gone. What arrives is told to EventBridge. */
export class ImagesBucket extends Construct {
  readonly bucket: s3.Bucket;
  private readonly policies: Readonly<Record<ImagesAction, iam.ManagedPolicy>>;

  constructor(scope: Construct, id: string, { settings, accessLogs, kept }: ImagesBucketProps) {
    super(scope, id);
    this.bucket = stageBucket(this, 'Bucket', settings, {
      // What is over is gone: no version of it stays. The same bytes have the same name, so nothing is replaced.
      versioned: false,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'images/',
      lifecycleRules: [{ expiration: kept, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      cors: uploadsByForm(settings),
    });
    tellEventBridge(this.bucket);
    this.policies = this.makePolicies();
  }

  /** Where a function finds it. */
  get environment() {
    return { IMAGES_BUCKET_NAME: this.bucket.bucketName };
  }

  /** Lets a role do this with images. */
  grant(role: iam.Role, ...actions: readonly ImagesAction[]): void {
    for (const action of actions) role.addManagedPolicy(this.policies[action]);
  }

  /** In policies of their own: the exception that images are named by their bytes is written down once. */
  private makePolicies(): Readonly<Record<ImagesAction, iam.ManagedPolicy>> {
    const policy = (id: string, action: ImagesAction, resource: string) =>
      new iam.ManagedPolicy(this, id, {
        description: `Streaming: ${action} of images of items`,
        statements: [new iam.PolicyStatement({ actions: [action], resources: [resource] })],
      });
    const bucket: { readonly Ref: string } = Stack.of(this).resolve(generatedName(this.bucket));
    Validations.of(this).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${bucket.Ref}.Arn>/${imagesPrefix}*]`,
      reason: 'Images are named by their bytes; each policy is for one action under one prefix of one bucket.',
    });
    const objects = this.bucket.arnForObjects(`${imagesPrefix}*`);
    return {
      's3:GetObject': policy('Read', 's3:GetObject', objects),
      's3:PutObject': policy('Write', 's3:PutObject', objects),
    };
  }
}
