import { CfnResource, Duration, type Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Settings } from '../config';
import { removalPolicy, removalPolicyOnceDeployed } from './foundation';

/** A private, TLS-only bucket that is kept with its versions, or emptied and deleted with its stack, as the stage says. */
export function stageBucket(scope: Construct, id: string, settings: Settings, props: s3.BucketProps): s3.Bucket {
  const bucket = new s3.Bucket(scope, id, {
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    versioned: settings.data.retain,
    removalPolicy: removalPolicyOnceDeployed(settings),
    autoDeleteObjects: !settings.data.retain,
    ...props,
  });
  keepCleanerLogs(bucket.stack, settings);
  return bucket;
}

/** A bucket for the access logs of other buckets, which expire with the stage's logs. */
export function accessLogBucket(
  scope: Construct,
  id: string,
  settings: Settings,
  props: s3.BucketProps = {},
): s3.Bucket {
  return stageBucket(scope, id, settings, {
    versioned: false,
    removalPolicy: removalPolicy(settings),
    lifecycleRules: [
      {
        expiration: Duration.days(settings.logs.retentionDays),
        abortIncompleteMultipartUploadAfter: Duration.days(7),
      },
    ],
    ...props,
  });
}

/** The function that empties buckets would otherwise leave a log group that nothing expires or deletes. */
function keepCleanerLogs(stack: Stack, settings: Settings): void {
  const cleaner = stack.node.tryFindChild('Custom::S3AutoDeleteObjectsCustomResourceProvider');
  const handler = cleaner?.node.tryFindChild('Handler');
  if (!CfnResource.isCfnResource(handler) || stack.node.tryFindChild('BucketCleanerLogs')) return;
  const group = new logs.LogGroup(stack, 'BucketCleanerLogs', {
    retention: settings.logs.retentionDays,
    removalPolicy: removalPolicyOnceDeployed(settings),
  });
  handler.addPropertyOverride('LoggingConfig', { LogGroup: group.logGroupName });
}

/** Lets pages upload by a signed form. What admits an upload is the signature; without a domain, the address of the console is made after the bucket. */
export const uploadsByForm = ({ domain }: Settings): s3.CorsRule[] => [
  {
    allowedMethods: [s3.HttpMethods.POST],
    allowedOrigins: [domain ? `https://${domain.name}` : '*'],
    exposedHeaders: ['ETag'],
  },
];

/** Tells EventBridge what arrives. The library's own property would add a function that may change every bucket's notifications. */
export function tellEventBridge(bucket: s3.Bucket): void {
  const resource = bucket.node.defaultChild;
  if (!(resource instanceof s3.CfnBucket)) throw new Error(`${bucket.node.path} makes no bucket`);
  resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
}
