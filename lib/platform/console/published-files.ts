import { CustomResource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { BlueprintFunction } from '../../constructs/function/function';
import type { Foundation } from '../foundation';
import type { ConsoleFile } from './bundle-console';
import { deploymentOnly, serviceTimeout } from './deployment-only';

/** A small file whose text is known only at deployment, such as one that names other resources. */
export interface PublishedText {
  readonly key: string;
  readonly contentType: string;
  readonly body: string;
}

export interface PublishedFilesProps {
  readonly foundation: Foundation;
  readonly bucketName: string;
  /** Region of the bucket, which need not be the stack's. */
  readonly bucketRegion: string;
  readonly files: readonly ConsoleFile[];
  readonly texts: readonly PublishedText[];
}

/** Always asked for anew, and answered "not modified" while it is the same: the names stay, the content changes. */
const CacheControl = 'no-cache';

/**
 * Files that a deployment puts into a bucket, and takes out when the stack is deleted. The function that does so may read
 * exactly those files' uploads, and write and delete exactly their keys.
 */
export class PublishedFiles extends Construct {
  /** Its dependencies are there before the files are. */
  readonly files: CustomResource;

  constructor(
    scope: Construct,
    id: string,
    { foundation, bucketName, bucketRegion, files, texts }: PublishedFilesProps,
  ) {
    super(scope, id);
    const sources = files.map(({ key, path, contentType }) => ({
      key,
      contentType,
      asset: new Asset(this, `File-${key}`, { path }),
    }));
    const publish = new BlueprintFunction(this, 'Publish', {
      ...deploymentOnly(foundation),
      entry: 'lambdas/console/publish.handler.ts',
      description: "Puts the console's files into their bucket while the stack is deployed",
      environment: {},
    });
    publish.role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['s3:GetObject'],
        resources: sources.map(({ asset }) => asset.bucket.arnForObjects(asset.s3ObjectKey)),
      }),
    );
    publish.role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['s3:PutObject', 's3:DeleteObject'],
        resources: [...sources, ...texts].map(({ key }) => `arn:aws:s3:::${bucketName}/${key}`),
      }),
    );
    this.files = new CustomResource(this, 'Files', {
      resourceType: 'Custom::PublishedFiles',
      serviceToken: publish.function.functionArn,
      serviceTimeout,
      properties: {
        Bucket: bucketName,
        Region: bucketRegion,
        Files: sources.map(({ key, contentType, asset }) => ({
          Key: key,
          SourceBucket: asset.s3BucketName,
          SourceKey: asset.s3ObjectKey,
          ContentType: contentType,
          CacheControl,
        })),
        Texts: texts.map(({ key, contentType, body }) => ({
          Key: key,
          Body: body,
          ContentType: contentType,
          CacheControl,
        })),
      },
    });
    // Also when it is deleted: the function writes its log while it removes the files.
    this.files.node.addDependency(publish);
  }
}
