import { z } from 'zod';
import type { ResolvedResource } from '../../types';
import { type Engine, notServed, type ServiceCall, ServiceError, type ServiceResponse } from '../engine';
import type { ServiceEvent } from '../events/events-engine';
import { type FauxqsApp, forward } from '../fauxqs-app';
import { parseProperties } from '../input';
import { createOnly } from './create-only';
import { objectChanges, objectEvent } from './object-events';
import { takeResponseHeaders } from './response-headers';

const operations = [
  'AbortMultipartUpload',
  'CompleteMultipartUpload',
  'CopyObject',
  'CreateMultipartUpload',
  'DeleteObject',
  'DeleteObjects',
  'GetObject',
  'HeadBucket',
  'HeadObject',
  'ListBuckets',
  'ListObjects',
  'ListObjectsV2',
  'PostObject',
  'PutObject',
  'UploadPart',
];

/** Query parameters that fauxqs reads, and those that say nothing to an engine. */
const query = [
  ...['continuation-token', 'delete', 'delimiter', 'list-type', 'marker', 'max-keys', 'partNumber', 'prefix'],
  ...['start-after', 'uploadId', 'uploads', 'x-id'],
];

/** Headers of S3 that fauxqs reads, and those that change nothing on a laptop. */
const headers =
  /^x-amz-(acl|checksum-.*|content-sha256|copy-source|date|decoded-content-length|meta-.*|metadata-directive|sdk-checksum-algorithm|security-token|server-side-encryption(-aws-kms-key-id)?|storage-class|trailer|user-agent)$/;

/** Conditions of a write; `If-None-Match: *` is served. */
const writeConditions = ['if-match', 'if-none-match'];

const isCreation = ({ operation, headers }: ServiceCall): boolean =>
  operation === 'PutObject' && headers['if-none-match'] === '*';

const isServed = (call: ServiceCall, condition: string): boolean => condition === 'if-none-match' && isCreation(call);

const bucketProperties = z.strictObject({
  BucketName: z.string().optional(),
  NotificationConfiguration: z
    .strictObject({ EventBridgeConfiguration: z.strictObject({ EventBridgeEnabled: z.boolean() }).optional() })
    .optional(),
});
const passedOver = [
  'AccelerateConfiguration',
  'AccessControl',
  'BucketEncryption',
  'CorsConfiguration',
  'IntelligentTieringConfigurations',
  'InventoryConfigurations',
  'LifecycleConfiguration',
  'LoggingConfiguration',
  'MetricsConfigurations',
  'ObjectLockEnabled',
  'OwnershipControls',
  'PublicAccessBlockConfiguration',
  'Tags',
  'VersioningConfiguration',
];

/** S3 on fauxqs. Not served, and refused: versions, tags, ACLs, conditions of writes but for `If-None-Match: *`, bucket settings by call. */
export function createS3Engine(app: FauxqsApp, publish: (event: ServiceEvent) => void): Engine {
  /** Buckets that tell EventBridge what happens in them. */
  const told = new Set<string>();
  const create = createOnly(app);
  return {
    name: 's3',
    services: ['s3'],
    resourceTypes: ['AWS::S3::Bucket'],
    async handle(asked: ServiceCall, response: ServiceResponse) {
      const { call, headers } = takeResponseHeaders(asked);
      refuseNotRead(call);
      const answer = await (isCreation(call) ? create(call) : app.request(call));
      if (answer.statusCode === 404 && readsObject(call) && !mayList(call))
        throw new ServiceError('AccessDenied', 'Access Denied', 403);
      const succeeded = answer.statusCode < 300;
      forward(succeeded ? { ...answer, headers: { ...answer.headers, ...headers } } : answer, response);
      for (const change of succeeded ? objectChanges(call) : []) {
        if (told.has(change.bucket)) publish(await objectEvent(app, change, call.region));
      }
    },
    async create(resource: ResolvedResource) {
      const { NotificationConfiguration: notifications } = parseProperties(resource, bucketProperties, passedOver);
      if (notifications?.EventBridgeConfiguration?.EventBridgeEnabled) told.add(resource.ref);
      const answer = await app.request({ method: 'PUT', path: `/${resource.ref}`, headers: {} });
      if (answer.statusCode !== 200) throw new Error(`${resource.path}: ${answer.body.toString()}`);
    },
    async stop() {},
  };
}

const readsObject = ({ operation }: ServiceCall): boolean => operation === 'GetObject' || operation === 'HeadObject';

/**
 * Who may not list a bucket is not told that an object is missing, but that it is forbidden.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
function mayList({ path, may }: ServiceCall): boolean {
  const [, bucket] = new URL(path, 'http://s3').pathname.split('/');
  return may?.({ action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` }) ?? true;
}

function refuseNotRead(call: ServiceCall): void {
  if (!operations.includes(call.operation)) throw notServed(call);
  const parameters = [...new URL(call.path, 'http://localhost').searchParams.keys()];
  const unknown = [
    ...parameters.filter((name) => !query.includes(name)),
    ...Object.keys(call.headers).filter((name) => name.startsWith('x-amz-') && !headers.test(name)),
    ...(call.method === 'PUT' ? writeConditions : []).filter((name) => name in call.headers && !isServed(call, name)),
  ];
  if (unknown.length > 0) throw notServed(call, `input ${unknown.join(', ')}`);
}
