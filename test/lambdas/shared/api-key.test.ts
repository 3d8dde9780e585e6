import * as fc from 'fast-check';
import {
  type ApiKeyItem,
  apiKeyPk,
  newApiKey,
  parseApiKey,
  principalOfKey,
  refuseApiKey,
} from '../../../lambdas/shared/domain/api-key';
import { NEVER_EXPIRES } from '../../../lambdas/shared/domain/principal';
import { sha256 } from '../../../lambdas/shared/hash';

const randomBytes = fc.uint8Array({ minLength: 40, maxLength: 40 });
const keyOf = (random: Uint8Array) => newApiKey(random);

function itemOf(random: Uint8Array, more: Partial<ApiKeyItem> = {}): ApiKeyItem {
  const { keyId, secret } = keyOf(random);
  const granted = { name: 'ci', org: 'acme', tier: 'paid' as const, clearance: 1, scopes: ['chat'] };
  return { pk: apiKeyPk(keyId), secretHash: sha256(secret), ...granted, ...more };
}

it('is taken apart into what it was made of, and accepted by its own item', () => {
  fc.assert(
    fc.property(randomBytes, (random) => {
      const { text, keyId, secret } = keyOf(random);
      expect(parseApiKey(text)).toEqual({ keyId, secret });
      expect(refuseApiKey({ keyId, secret }, itemOf(random), sha256, 0)).toBeUndefined();
      expect(JSON.stringify(itemOf(random))).not.toContain(secret);
    }),
  );
});

it('is refused by the item of any other key', () => {
  fc.assert(
    fc.property(randomBytes, randomBytes, (mine, other) => {
      fc.pre(keyOf(mine).secret !== keyOf(other).secret);
      expect(refuseApiKey(keyOf(mine), itemOf(other), sha256, 0)).toBe('wrong_secret');
    }),
  );
});

it('is refused with any character of its secret changed', () => {
  fc.assert(
    fc.property(randomBytes, fc.nat(42), fc.constantFrom('A', 'b', '0', '_'), (random, at, character) => {
      const key = keyOf(random);
      fc.pre(key.secret.charAt(at) !== character);
      const secret = key.secret.slice(0, at) + character + key.secret.slice(at + 1);
      expect(refuseApiKey({ keyId: key.keyId, secret }, itemOf(random), sha256, 0)).toBe('wrong_secret');
    }),
  );
});

it('is refused once it is revoked, and from the second at which it expires', () => {
  const random = new Uint8Array(40).fill(7);
  const key = keyOf(random);
  expect(refuseApiKey(key, itemOf(random, { revokedAt: 1 }), sha256, 5)).toBe('revoked');
  expect(refuseApiKey(key, itemOf(random, { expiresAt: 10 }), sha256, 9)).toBeUndefined();
  expect(refuseApiKey(key, itemOf(random, { expiresAt: 10 }), sha256, 10)).toBe('expired');
});

it('tells nothing of a key to who has not its secret', () => {
  const item = itemOf(new Uint8Array(40).fill(7), { revokedAt: 1, expiresAt: 1 });
  expect(refuseApiKey(keyOf(new Uint8Array(40).fill(8)), item, sha256, 5)).toBe('wrong_secret');
});

it('is no other text', () => {
  fc.assert(fc.property(fc.string(), (text) => parseApiKey(text) === undefined));
  for (const text of ['sk_', 'sk_abc_def', 'sk_0011223344556677_short', 'tkt_0011223344556677']) {
    expect(parseApiKey(text)).toBeUndefined();
  }
});

it('is made from the right amount of randomness only', () => {
  expect(() => newApiKey(new Uint8Array(39))).toThrow('40 random bytes');
});

it('stands for a principal of its own, without groups, that may have no end', () => {
  const random = new Uint8Array(40).fill(7);
  expect(principalOfKey('0707', itemOf(random))).toEqual({
    userId: 'key:0707',
    org: 'acme',
    groups: [],
    tier: 'paid',
    clearance: 1,
    scopes: ['chat'],
    credential: 'api-key',
    expiresAt: NEVER_EXPIRES,
  });
});
