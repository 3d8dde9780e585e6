import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { FunctionInvoker } from '../types';
import { shapeToken } from './token-trigger';
import { attributesOf, subjectOf, type User } from './user';
import type { UserPool } from './user-pool';

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

export interface TokenOptions {
  /** Epoch seconds. @default now */
  readonly issuedAt?: number;
  /** Seconds from issue to expiry. @default 3600 */
  readonly lifetime?: number;
  /** App client that asks. @default the pool's client for programs */
  readonly clientId?: string;
  /** Sign with a key that the issuer does not publish. */
  readonly forged?: boolean;
}

/** A user pool's issuer on this machine: publishes its keys, and signs access tokens as Cognito does. */
export class Issuer {
  private constructor(
    readonly pool: UserPool,
    /** `iss` of the tokens, the address under which keys are published. */
    readonly url: string,
    private readonly functions: FunctionInvoker,
    private readonly keyId: string,
    private readonly key: KeyPair,
    private readonly stranger: KeyPair,
    private readonly jwks: string,
  ) {}

  static async create(pool: UserPool, url: string, functions: FunctionInvoker): Promise<Issuer> {
    const [key, stranger] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
    const keyId = randomUUID();
    const jwks = JSON.stringify({
      keys: [{ ...(await exportJWK(key.publicKey)), alg: 'RS256', use: 'sig', kid: keyId }],
    });
    return new Issuer(pool, url, functions, keyId, key, stranger, jwks);
  }

  /** An access token for a user, its claims shaped by the pool's trigger. */
  async accessToken(user: User, options: TokenOptions = {}): Promise<string> {
    const { clientId = this.pool.clientId, issuedAt = epochSeconds() } = options;
    const shape = await shapeToken(this.functions, { ...this.pool, clientId }, user);
    const claims: Record<string, unknown> = {
      'cognito:groups': user.groups,
      client_id: clientId,
      origin_jti: randomUUID(),
      event_id: randomUUID(),
      token_use: 'access',
      scope: shape.scopes.join(' '),
      auth_time: issuedAt,
      username: user.name,
      ...shape.add,
    };
    for (const name of shape.suppress) delete claims[name];
    return this.#sign(claims, user, options);
  }

  /** Who a person is, for the client alone. */
  idToken(user: User, options: TokenOptions = {}): Promise<string> {
    const { clientId = this.pool.clientId, issuedAt = epochSeconds() } = options;
    const { sub: _, ...attributes } = attributesOf(user);
    const claims = {
      ...attributes,
      email_verified: true,
      'cognito:username': user.name,
      'cognito:groups': user.groups,
    };
    return this.#sign({ ...claims, aud: clientId, token_use: 'id', auth_time: issuedAt }, user, options);
  }

  #sign(claims: Record<string, unknown>, user: User, options: TokenOptions): Promise<string> {
    const { issuedAt = epochSeconds(), lifetime = 3600, forged = false } = options;
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: this.keyId })
      .setIssuer(this.url)
      .setSubject(subjectOf(user))
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetime)
      .sign(forged ? this.stranger.privateKey : this.key.privateKey);
  }

  /** Serves key set and discovery document. Returns false when the path is none of the issuer's. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const base = new URL(this.url).pathname;
    const { pathname } = new URL(request.url ?? '/', this.url);
    if (pathname === `${base}/.well-known/jwks.json`) return json(response, this.jwks);
    if (pathname !== `${base}/.well-known/openid-configuration`) return false;
    const discovery = {
      issuer: this.url,
      jwks_uri: `${this.url}/.well-known/jwks.json`,
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code', 'token'],
      subject_types_supported: ['public'],
    };
    return json(response, JSON.stringify(discovery));
  }
}

const epochSeconds = () => Math.floor(Date.now() / 1000);

function json(response: ServerResponse, body: string): true {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=86400' });
  response.end(body);
  return true;
}
