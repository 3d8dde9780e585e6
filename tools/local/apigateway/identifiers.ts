import { randomBytes } from 'node:crypto';

/** An id in API Gateway's form: base64 with its padding, so that callers must escape it in paths. */
export function gatewayId(): string {
  return `${randomBytes(11).toString('base64url')}=`;
}

/** `21/Nov/2026:06:45:00 +0000`, the form of `requestContext.requestTime`. */
export function requestTime(epochMs: number): string {
  const [, , month] = new Date(epochMs).toUTCString().split(' ');
  const [date, time] = new Date(epochMs).toISOString().split('T');
  const [year, , day] = (date ?? '').split('-');
  return `${day}/${month}/${year}:${(time ?? '').slice(0, 8)} +0000`;
}

/** `X-Amzn-Trace-Id` of one request. */
export function traceId(epochMs: number): string {
  return `Root=1-${Math.floor(epochMs / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;
}
