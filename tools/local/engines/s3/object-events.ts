import { createHash, randomBytes } from 'node:crypto';
import type { ServiceCall } from '../engine';
import type { ServiceEvent } from '../events/events-engine';

/** Operations that S3 tells of, and what it calls them. */
const reasons: Readonly<Record<string, 'Object Created' | 'Object Deleted'>> = {
  PutObject: 'Object Created',
  CopyObject: 'Object Created',
  CompleteMultipartUpload: 'Object Created',
  DeleteObject: 'Object Deleted',
};

/**
 * The event of a call that S3 has answered well; undefined for one it tells nothing of. Keys are as they are, not encoded.
 *
 * @param form whether the object came by a browser's form
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function objectEvent(call: ServiceCall): (ServiceEvent & { readonly bucket: string }) | undefined {
  const detailType = reasons[call.operation];
  if (!detailType) return undefined;
  const [, bucket = '', ...parts] = new URL(call.path, 'http://localhost').pathname.split('/');
  const key = parts.map(decodeURIComponent).join('/');
  const created = detailType === 'Object Created' && {
    size: call.body.length,
    etag: createHash('md5').update(call.body).digest('hex'),
  };
  return {
    bucket,
    source: 'aws.s3',
    detailType,
    region: call.region,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, ...created, sequencer: randomBytes(8).toString('hex').toUpperCase() },
      reason: call.operation,
      ...(detailType === 'Object Deleted' && { 'deletion-type': 'Permanently Deleted' }),
    },
  };
}
