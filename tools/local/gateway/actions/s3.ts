import type { ActionMap, IncomingCall } from './action-map';

interface Address {
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
}

/** Operations by method and by what tells them apart; the first that fits is meant. */
const operations: readonly {
  readonly name: string;
  readonly method: string;
  readonly on: 'service' | 'bucket' | 'object';
  /** Query parameter that must be there. */
  readonly query?: string;
  readonly header?: string;
  /** Where it differs from `s3:<name>`. */
  readonly action?: string;
}[] = [
  { name: 'ListBuckets', method: 'GET', on: 'service', action: 's3:ListAllMyBuckets' },
  { name: 'HeadBucket', method: 'HEAD', on: 'bucket', action: 's3:ListBucket' },
  { name: 'GetBucketLocation', method: 'GET', on: 'bucket', query: 'location' },
  {
    name: 'ListMultipartUploads',
    method: 'GET',
    on: 'bucket',
    query: 'uploads',
    action: 's3:ListBucketMultipartUploads',
  },
  { name: 'ListObjectsV2', method: 'GET', on: 'bucket', query: 'list-type', action: 's3:ListBucket' },
  { name: 'ListObjects', method: 'GET', on: 'bucket', action: 's3:ListBucket' },
  { name: 'DeleteObjects', method: 'POST', on: 'bucket', query: 'delete', action: 's3:DeleteObject' },
  { name: 'CreateBucket', method: 'PUT', on: 'bucket' },
  { name: 'ListParts', method: 'GET', on: 'object', query: 'uploadId', action: 's3:ListMultipartUploadParts' },
  { name: 'GetObjectTagging', method: 'GET', on: 'object', query: 'tagging' },
  { name: 'GetObject', method: 'GET', on: 'object' },
  { name: 'HeadObject', method: 'HEAD', on: 'object', action: 's3:GetObject' },
  { name: 'UploadPart', method: 'PUT', on: 'object', query: 'uploadId', action: 's3:PutObject' },
  { name: 'PutObjectTagging', method: 'PUT', on: 'object', query: 'tagging' },
  { name: 'CopyObject', method: 'PUT', on: 'object', header: 'x-amz-copy-source', action: 's3:PutObject' },
  { name: 'PutObject', method: 'PUT', on: 'object' },
  { name: 'CreateMultipartUpload', method: 'POST', on: 'object', query: 'uploads', action: 's3:PutObject' },
  { name: 'CompleteMultipartUpload', method: 'POST', on: 'object', query: 'uploadId', action: 's3:PutObject' },
  { name: 'AbortMultipartUpload', method: 'DELETE', on: 'object', query: 'uploadId' },
  { name: 'DeleteObject', method: 'DELETE', on: 'object' },
];

/** Subresources that no operation above is about: a request for one must not pass for the plain operation. */
const subresources = [
  ...['acl', 'cors', 'lifecycle', 'policy', 'versioning', 'website', 'encryption', 'retention', 'legal-hold', 'select'],
  ...['attributes', 'torrent', 'restore', 'logging', 'notification', 'replication', 'versions', 'object-lock'],
];

export const s3: ActionMap = {
  protocol: 'rest-xml',
  accessDenied: 'AccessDenied',
  operation: (call) => find(call)?.name ?? `${call.method} ${call.path}`,
  requirements(call) {
    const operation = find(call);
    if (!operation) return undefined;
    const { bucket, key, query } = addressOf(call);
    const resource = `arn:aws:s3:::${bucket}`;
    const action = operation.action ?? `s3:${operation.name}`;
    if (operation.on === 'service') return [{ action, resource: '*' }];
    const context = { 's3:prefix': query.get('prefix') ?? undefined };
    if (operation.on === 'object') return [{ action, resource: `${resource}/${key}` }, ...ofCopySource(call)];
    if (operation.name !== 'DeleteObjects') return [{ action, resource, context }];
    const keys = [...call.body.toString('utf8').matchAll(/<Key>([^<]*)<\/Key>/g)];
    return keys.map(([, deleted = '']) => ({ action, resource: `${resource}/${deleted}` }));
  },
};

function find(call: IncomingCall) {
  const { bucket, key, query } = addressOf(call);
  if (subresources.some((name) => query.has(name))) return undefined;
  const on = key ? 'object' : bucket ? 'bucket' : 'service';
  return operations.find(
    (operation) =>
      operation.method === call.method &&
      operation.on === on &&
      (!operation.query || query.has(operation.query)) &&
      (!operation.header || operation.header in call.headers),
  );
}

function ofCopySource({ headers }: IncomingCall) {
  const source = headers['x-amz-copy-source'];
  if (typeof source !== 'string') return [];
  const path = decodeURIComponent(source.replace(/^\//, '').replace(/\?.*$/, ''));
  return [{ action: 's3:GetObject', resource: `arn:aws:s3:::${path}` }];
}

/** Path style only: the SDK uses it for an endpoint that is an IP address. */
function addressOf({ path }: IncomingCall): Address {
  const { pathname, searchParams } = new URL(path, 'http://s3');
  const [, bucket = '', ...key] = pathname.split('/');
  return { bucket, key: decodeURIComponent(key.join('/')), query: searchParams };
}
