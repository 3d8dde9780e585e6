import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../engines/engine';
import type { AccessKey, CredentialScope } from './credentials';
import { signingKey } from './signing-key';

interface PresignedRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Presigned extends CredentialScope {
  /** Path and query without what signed them. */
  readonly path: string;
}

/**
 * Reads a request that is signed by its query, as an address that was given to somebody is; `undefined` for another one.
 *
 * @throws ServiceError in S3's words when it has expired or was changed
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function readPresigned(
  request: PresignedRequest,
  keyOf: (accessKeyId: string) => AccessKey | undefined,
  nowMs: number,
): Presigned | undefined {
  const url = new URL(request.path, 'http://s3');
  const query = url.searchParams;
  const signature = query.get('X-Amz-Signature');
  if (signature === null) return undefined;
  const [accessKeyId = '', date = '', region = '', service = ''] = (query.get('X-Amz-Credential') ?? '').split('/');
  const key = keyOf(accessKeyId);
  if (!key) throw denied('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.');
  const time = query.get('X-Amz-Date') ?? '';
  const expiresAt = timeOf(time) + 1000 * Number(query.get('X-Amz-Expires'));
  if (!(nowMs < expiresAt)) throw denied('AccessDenied', 'Request has expired');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical(request, url))].join('\n');
  const expected = createHmac('sha256', signingKey(key.secretAccessKey, date, region, service))
    .update(toSign)
    .digest();
  const given = Buffer.from(signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw denied(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
    );
  for (const name of [...query.keys()]) if (/^x-amz-/i.test(name)) query.delete(name);
  return { accessKeyId, region, service, path: `${url.pathname}${url.search}` };
}

function canonical({ method, headers }: PresignedRequest, { pathname, searchParams }: URL): string {
  const query = [...searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort();
  const signed = (searchParams.get('X-Amz-SignedHeaders') ?? '').split(';');
  const lines = signed.map((name) => `${name}:${String(headers[name] ?? '').trim()}\n`);
  return [method, pathname, query.join('&'), lines.join(''), signed.join(';'), 'UNSIGNED-PAYLOAD'].join('\n');
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** `20261128T154500Z` in milliseconds since the epoch. */
function timeOf(time: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

const denied = (code: string, message: string): ServiceError => new ServiceError(code, message, 403);
