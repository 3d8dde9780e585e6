import { createHash } from 'node:crypto';

/** SHA-256 of a text or of bytes as lower-case hexadecimal. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** SHA-256 of parts that cannot run into each other, of 22 characters: for keys. */
export const digest = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
