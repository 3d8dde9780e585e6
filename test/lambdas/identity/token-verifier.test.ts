import { createHmac } from 'node:crypto';
import { generateKeyPair } from 'jose';
import { createTokenVerifier, type TokenVerifier } from '../../../lambdas/identity/token-verifier';
import { type Issuer, startIssuer } from './support/issuer';

let issuer: Issuer;
let verify: TokenVerifier;
beforeEach(async () => {
  issuer = await startIssuer();
  verify = createTokenVerifier(issuer);
});
afterEach(() => issuer.close());

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

it('accepts an access token of the issuer', async () => {
  expect(await verify(await issuer.token({ tier: 'paid' }))).toMatchObject({ sub: 'alice', org: 'acme', tier: 'paid' });
});

it('leaves it to others whom the token is for', async () => {
  expect(await verify(await issuer.token({ client_id: 'other' }))).toMatchObject({ sub: 'alice' });
});

it('asks the issuer for its keys once', async () => {
  for (const sub of ['alice', 'bob', 'carol']) await verify(await issuer.token({ sub }));
  expect(issuer.state.requests).toBe(1);
});

it('learns of a new key when a token names it', async () => {
  await verify(await issuer.token());
  await issuer.addKey('second');
  expect(await verify(await issuer.token({}, { kid: 'second' }))).toBeDefined();
});

const past = () => Math.floor(Date.now() / 1000) - 1;
it.each<[string, () => Promise<string>]>([
  ['has expired', () => issuer.token({ exp: past() })],
  ['is not valid yet', () => issuer.token({ nbf: past() + 600 })],
  ['is of another issuer', () => issuer.token({ iss: 'https://elsewhere.example' })],
  ['is an identity token', () => issuer.token({ token_use: 'id' })],
  [
    'names a key that the issuer has not',
    async () => issuer.token({}, { kid: 'unknown', signWith: await generateKeyPair('RS256') }),
  ],
  ['is signed with another key', async () => issuer.token({}, { signWith: await generateKeyPair('RS256') })],
  [
    'was changed after it was signed',
    async () => {
      const [header, , signature] = (await issuer.token()).split('.');
      return `${header}.${base64({ sub: 'mallory', org: 'acme' })}.${signature}`;
    },
  ],
  [
    'has no signature',
    async () => `${base64({ alg: 'none', kid: 'first' })}.${(await issuer.token()).split('.')[1]}.AA`,
  ],
  [
    'is signed with the public key as a secret',
    async () => {
      const signed = `${base64({ alg: 'HS256', kid: 'first' })}.${(await issuer.token()).split('.')[1]}`;
      return `${signed}.${createHmac('sha256', await issuer.publicPem())
        .update(signed)
        .digest('base64url')}`;
    },
  ],
  [
    'says another algorithm than its key has',
    async () => {
      const [, payload, signature] = (await issuer.token()).split('.');
      return `${base64({ alg: 'ES256', kid: 'first' })}.${payload}.${signature}`;
    },
  ],
  ['is none', async () => 'not.a.token'],
])('refuses a token that %s', async (_what, make) => {
  expect(await verify(await make())).toBeUndefined();
});

it('says that it cannot tell when the issuer does not answer, and recovers', async () => {
  const token = await issuer.token();
  issuer.state.answers = false;
  await expect(verify(token)).rejects.toThrow('503');
  issuer.state.answers = true;
  expect(await verify(token)).toBeDefined();
});
