import { randomBytes } from 'node:crypto';
import { accountId } from '../../resource-identity';
import type { ServiceCall } from '../engine';
import type { ServiceEvent } from '../events/events-engine';
import type { FauxqsApp } from '../fauxqs-app';

/** Something that a call did to an object. */
export interface ObjectChange {
  readonly bucket: string;
  readonly key: string;
  /** What S3 calls the operation in its events. */
  readonly reason: string;
  readonly detailType: 'Object Created' | 'Object Deleted';
}

const creations: Readonly<Record<string, string>> = {
  PutObject: 'PutObject',
  PostObject: 'POST Object',
  CopyObject: 'CopyObject',
  CompleteMultipartUpload: 'CompleteMultipartUpload',
};

/** What a call that S3 answers well does to objects, as far as S3 tells of it. Keys are as they are, not encoded. */
export function objectChanges(call: Pick<ServiceCall, 'operation' | 'path' | 'body'>): ObjectChange[] {
  const [, bucket = '', ...parts] = new URL(call.path, 'http://localhost').pathname.split('/');
  const key = parts.map(decodeURIComponent).join('/');
  const created = creations[call.operation];
  if (created) return [{ bucket, key, reason: created, detailType: 'Object Created' }];
  const deleted = { bucket, reason: 'DeleteObject', detailType: 'Object Deleted' } as const;
  if (call.operation === 'DeleteObject') return [{ ...deleted, key }];
  if (call.operation !== 'DeleteObjects') return [];
  const keys = [...call.body.toString('utf8').matchAll(/<Key>([^<]*)<\/Key>/g)];
  return keys.map(([, name = '']) => ({ ...deleted, key: unescapeXml(name) }));
}

let lastSequence = 0n;

/**
 * The event of a change. What is said of a new object is asked of the store: a copy and an upload in parts do not carry it.
 *
 * Unlike AWS: the deletion of what was not there is told, too.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export async function objectEvent(
  app: FauxqsApp,
  { bucket, key, reason, detailType }: ObjectChange,
  region: string,
): Promise<ServiceEvent> {
  const created = detailType === 'Object Created' ? await describe(app, bucket, key) : {};
  lastSequence = lastSequence < BigInt(Date.now()) << 20n ? BigInt(Date.now()) << 20n : lastSequence + 1n;
  return {
    source: 'aws.s3',
    detailType,
    region,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, ...created, sequencer: lastSequence.toString(16).toUpperCase().padStart(16, '0') },
      'request-id': randomBytes(8).toString('hex').toUpperCase(),
      requester: accountId,
      'source-ip-address': '127.0.0.1',
      reason,
      ...(detailType === 'Object Deleted' && { 'deletion-type': 'Permanently Deleted' }),
    },
  };
}

async function describe(app: FauxqsApp, bucket: string, key: string) {
  const path = `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
  const { headers } = await app.request({ method: 'HEAD', path, headers: {} });
  return { size: Number(headers['content-length'] ?? 0), etag: String(headers.etag ?? '').replaceAll('"', '') };
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

const unescapeXml = (text: string): string =>
  text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? '');
