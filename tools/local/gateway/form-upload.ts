import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { ServiceError } from '../engines/engine';
import type { AccessKey } from './credentials';
import { signingKey } from './signing-key';

/** An upload of a browser's form to S3, once its policy was found to allow it. */
export interface FormUpload {
  readonly accessKeyId: string;
  readonly region: string;
  readonly key: string;
  readonly contentType: string;
  readonly body: Buffer;
}

interface Form {
  /** By name in lower case, as S3 reads them. */
  readonly fields: ReadonlyMap<string, string>;
  readonly file: Buffer;
}

/** Fields that no condition has to name. */
const free = ['x-amz-signature', 'file', 'policy'];
/** Fields that are served; any other is refused, since it would be left unread. */
const known = [
  ...free,
  ...['bucket', 'key', 'content-type', 'x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-security-token'],
  'x-amz-checksum-sha256',
];

export const isFormUpload = (method: string, contentType: string | undefined): boolean =>
  method === 'POST' && /^multipart\/form-data\b/i.test(contentType ?? '');

/**
 * Reads a POST upload and holds it against its policy: signature, expiry and every condition, as S3 does.
 *
 * @throws ServiceError in S3's words for what the policy does not allow, and for what the laptop does not serve
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
export async function readFormUpload(
  { contentType, body, bucket }: { readonly contentType: string; readonly body: Buffer; readonly bucket: string },
  keyOf: (accessKeyId: string) => AccessKey | undefined,
  now: Date,
): Promise<FormUpload> {
  const form = await parseForm(contentType, body);
  const field = (name: string): string => {
    const value = form.fields.get(name);
    if (value === undefined)
      throw new ServiceError('InvalidArgument', `Bucket POST must contain a field named '${name}'.`);
    return value;
  };
  for (const name of form.fields.keys()) {
    if (!known.includes(name)) throw new ServiceError('NotServedOnLaptop', `the form field ${name} is not served`, 501);
  }
  const policy = field('policy');
  const [accessKeyId = '', date = '', region = '', ...rest] = field('x-amz-credential').split('/');
  if (field('x-amz-algorithm') !== 'AWS4-HMAC-SHA256' || rest.join('/') !== 's3/aws4_request')
    throw new ServiceError('InvalidArgument', 'The credential or its algorithm is none of Signature Version 4.');
  const accessKey = keyOf(accessKeyId);
  if (!accessKey)
    throw denied('The AWS Access Key Id you provided does not exist in our records.', 'InvalidAccessKeyId');
  const expected = signatureOf(accessKey, date, region, policy);
  if (!same(expected, field('x-amz-signature')))
    throw denied(
      'The request signature we calculated does not match the signature you provided.',
      'SignatureDoesNotMatch',
    );
  checkPolicy(policy, { ...form, bucket }, now);
  checkDigest(form);
  const type = form.fields.get('content-type') ?? 'binary/octet-stream';
  return { accessKeyId, region, key: field('key'), contentType: type, body: form.file };
}

/** S3 compares what it stores with the checksum that comes with it. */
function checkDigest({ fields, file }: Form): void {
  const given = fields.get('x-amz-checksum-sha256');
  if (given === undefined || given === createHash('sha256').update(file).digest('base64')) return;
  throw new ServiceError('BadDigest', 'The SHA256 you specified did not match the calculated checksum.');
}

async function parseForm(contentType: string, body: Buffer): Promise<Form> {
  const data = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => undefined);
  if (!data) throw new ServiceError('MalformedPOSTRequest', 'The body of your POST request is not well-formed.');
  const fields = new Map<string, string>();
  let file: Buffer | undefined;
  for (const [name, value] of data) {
    // S3 ignores what comes after the file.
    if (file) break;
    if (name.toLowerCase() === 'file') {
      file = typeof value === 'string' ? Buffer.from(value) : Buffer.from(await value.arrayBuffer());
    } else if (typeof value === 'string') fields.set(name.toLowerCase(), value);
  }
  if (!file) throw new ServiceError('InvalidArgument', 'POST requires exactly one file upload per request.');
  return { fields, file };
}

function signatureOf({ secretAccessKey }: AccessKey, date: string, region: string, policy: string): string {
  return createHmac('sha256', signingKey(secretAccessKey, date, region, 's3'))
    .update(policy)
    .digest('hex');
}

function same(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const denied = (message: string, code = 'AccessDenied'): ServiceError => new ServiceError(code, message, 403);

type Condition = Readonly<Record<string, string>> | readonly [string, string | number, string | number];

function checkPolicy(encoded: string, upload: Form & { readonly bucket: string }, now: Date): void {
  const { expiration, conditions } = parsePolicy(encoded);
  if (!(Date.parse(expiration) > now.getTime())) throw denied('Invalid according to Policy: Policy expired.');
  const named = new Set<string>();
  for (const condition of conditions) {
    for (const [operator, name, value] of plain(condition)) {
      named.add(name);
      if (!holds(operator, name, value, upload))
        throw name === 'content-length-range'
          ? tooLargeOrSmall(value, upload.file.length)
          : denied(`Invalid according to Policy: Policy Condition failed: ${JSON.stringify(condition)}`);
    }
  }
  const extra = [...upload.fields.keys()].find((name) => !named.has(name) && !free.includes(name));
  if (extra) throw denied(`Invalid according to Policy: Extra input fields: ${extra}`);
}

function parsePolicy(encoded: string): { readonly expiration: string; readonly conditions: readonly Condition[] } {
  try {
    return JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
  } catch {
    throw new ServiceError('InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.');
  }
}

type Plain = readonly [operator: string, name: string, value: string | readonly [number, number]];

/** Both ways to write a condition, as one. */
function plain(condition: Condition): Plain[] {
  if (!Array.isArray(condition)) {
    return Object.entries(condition as Record<string, string>).map(([name, value]) => [
      'eq',
      name.toLowerCase(),
      value,
    ]);
  }
  const [operator, first, second] = condition as [string, string | number, string | number];
  if (operator === 'content-length-range') return [[operator, operator, [Number(first), Number(second)]]];
  return [[operator, String(first).replace(/^\$/, '').toLowerCase(), String(second)]];
}

function holds(operator: string, name: string, value: Plain[2], upload: Form & { readonly bucket: string }): boolean {
  if (typeof value !== 'string') return upload.file.length >= value[0] && upload.file.length <= value[1];
  const given = name === 'bucket' ? upload.bucket : upload.fields.get(name);
  if (operator === 'eq') return given === value;
  if (operator === 'starts-with') return given?.startsWith(value) === true;
  throw new ServiceError('InvalidPolicyDocument', `Invalid Policy: unknown operator ${operator}`);
}

function tooLargeOrSmall(range: Plain[2], size: number): ServiceError {
  return typeof range !== 'string' && size > range[1]
    ? new ServiceError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size')
    : new ServiceError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
}
