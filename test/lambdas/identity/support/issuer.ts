import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

/** A token issuer with keys of its own, on a port of its own. */
export async function startIssuer() {
  const keys = new Map<string, Keys>();
  const state = { answers: true, requests: 0 };
  const addKey = async (kid: string) => void keys.set(kid, await generateKeyPair('RS256', { extractable: true }));
  await addKey('first');

  const server = createServer(async (_request, response) => {
    state.requests += 1;
    if (!state.answers) return void response.writeHead(503).end();
    const published = [...keys].map(async ([kid, { publicKey }]) => ({
      ...(await exportJWK(publicKey)),
      kid,
      use: 'sig',
    }));
    response.end(JSON.stringify({ keys: await Promise.all(published) }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** An access token as Cognito makes it; `claims` overrule, and undefined takes a claim out. */
  function token(
    claims: Record<string, unknown> = {},
    options: { kid?: string; signWith?: Keys } = {},
  ): Promise<string> {
    const kid = options.kid ?? 'first';
    const signer = options.signWith ?? keys.get(kid);
    if (!signer) throw new Error(`No key ${kid}`);
    const now = Math.floor(Date.now() / 1000);
    const usual = {
      iss: issuer,
      client_id: 'client',
      token_use: 'access',
      sub: 'alice',
      org: 'acme',
      iat: now,
      exp: now + 600,
    };
    return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg: 'RS256', kid }).sign(signer.privateKey);
  }

  return {
    issuer,
    jwksUrl: `${issuer}/.well-known/jwks.json`,
    state,
    addKey,
    token,
    /** The public key as text, with which a forger may try to sign. */
    async publicPem(): Promise<string> {
      const first = keys.get('first');
      return first ? exportSPKI(first.publicKey) : '';
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
export type Issuer = Awaited<ReturnType<typeof startIssuer>>;
