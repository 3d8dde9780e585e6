import * as z from 'zod/mini';
import { NEVER_EXPIRES, type Principal, tierSchema } from './principal';

const FORMAT = /^sk_([A-Za-z0-9]{8,32})_([A-Za-z0-9_-]{32,128})$/;

/** SHA-256 of a text as lower-case hexadecimal; passed in, so that this module needs no platform. */
export type Sha256 = (text: string) => string;

/** An API key taken apart. The secret is known to its holder only; the table keeps its hash. */
export interface ApiKey {
  readonly keyId: string;
  readonly secret: string;
}

/** What the platform's table holds for a key, at partition key `KEY#<keyId>`. Times are seconds since the epoch. */
export const apiKeyItemSchema = z.object({
  pk: z.string(),
  /** SHA-256 of the secret part, hexadecimal. */
  secretHash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  name: z.string().check(z.minLength(1)),
  org: z.string().check(z.minLength(1)),
  tier: tierSchema,
  clearance: z.int().check(z.gte(0), z.lte(3)),
  scopes: z.array(z.string()),
  createdAt: z.optional(z.int()),
  expiresAt: z.optional(z.int()),
  lastUsedAt: z.optional(z.int()),
  revokedAt: z.optional(z.int()),
});
export type ApiKeyItem = z.infer<typeof apiKeyItemSchema>;

export const apiKeyPk = (keyId: string): string => `KEY#${keyId}`;

/**
 * A new key from random bytes.
 *
 * @param random 40 bytes from a cryptographic source: 8 for the public id, 32 for the secret
 */
export function newApiKey(random: Uint8Array): ApiKey & { readonly text: string } {
  if (random.length !== 40) throw new Error(`An API key is made from 40 random bytes, not ${random.length}`);
  const keyId = Buffer.from(random.subarray(0, 8)).toString('hex');
  const secret = Buffer.from(random.subarray(8)).toString('base64url');
  return { keyId, secret, text: `sk_${keyId}_${secret}` };
}

/** Takes `sk_<keyId>_<secret>` apart; undefined when the text is no API key. */
export function parseApiKey(text: string): ApiKey | undefined {
  const [, keyId, secret] = FORMAT.exec(text) ?? [];
  return keyId && secret ? { keyId, secret } : undefined;
}

/** Why a key that exists is refused. */
export type ApiKeyRefusal = 'wrong_secret' | 'revoked' | 'expired';

/**
 * Checks a presented key against its stored item.
 *
 * @param nowSeconds seconds since the epoch
 * @returns the reason to refuse it, or undefined when the key is good
 */
export function refuseApiKey(
  key: ApiKey,
  item: ApiKeyItem,
  sha256: Sha256,
  nowSeconds: number,
): ApiKeyRefusal | undefined {
  if (!sameHex(sha256(key.secret), item.secretHash)) return 'wrong_secret';
  if (item.revokedAt !== undefined) return 'revoked';
  if (item.expiresAt !== undefined && item.expiresAt <= nowSeconds) return 'expired';
  return undefined;
}

export function principalOfKey(keyId: string, item: ApiKeyItem): Principal {
  return {
    userId: `key:${keyId}`,
    org: item.org,
    groups: [],
    tier: item.tier,
    clearance: item.clearance,
    scopes: item.scopes,
    credential: 'api-key',
    expiresAt: item.expiresAt ?? NEVER_EXPIRES,
  };
}

/** Compares without ending at the first difference, so that timing tells nothing of the stored hash. */
function sameHex(left: string, right: string): boolean {
  let difference = left.length ^ right.length;
  for (let index = 0; index < right.length; index += 1) {
    difference |= (left.charCodeAt(index) || 0) ^ right.charCodeAt(index);
  }
  return difference === 0;
}
