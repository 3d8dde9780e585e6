import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Issuer } from './issuer';
import { signInPage } from './sign-in-page';
import { sampleUsers, type User } from './user';
import type { AppClient } from './user-pool';

/** A question that cannot be answered, in OAuth's words. @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
class OAuthError extends Error {
  constructor(
    readonly code: 'invalid_request' | 'invalid_client' | 'invalid_grant' | 'unsupported_grant_type',
    message: string,
  ) {
    super(message);
  }
}

interface Authorization {
  readonly user: User;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Cognito's authorization codes are good for five minutes. */
const codeMs = 5 * 60_000;
const tokenSeconds = 3600;

/**
 * Cognito's sign-in domain on this machine: authorization code flow with PKCE, where a person chooses one of the sample users
 * instead of giving a password.
 */
export class SignIn {
  readonly #codes = new Map<string, Authorization>();
  readonly #refreshTokens = new Map<string, Pick<Authorization, 'user' | 'clientId'>>();

  /**
   * @param base address of the domain, such as `http://localhost:8787/_sign-in`
   * @param clients app clients that may sign people in, with local callback addresses
   */
  constructor(
    private readonly base: string,
    private readonly issuer: Issuer,
    private readonly clients: readonly AppClient[],
    private readonly now: () => number = Date.now,
  ) {}

  /** Serves the domain's paths. Returns false when the path is none of them. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const url = new URL(request.url ?? '/', this.base);
    const prefix = new URL(this.base).pathname;
    if (!url.pathname.startsWith(`${prefix}/`)) return false;
    this.#answer(url.pathname.slice(prefix.length), url, request, response).catch((error: unknown) => {
      if (!(error instanceof OAuthError)) return void response.destroy();
      json(response, 400, { error: error.code, error_description: error.message });
    });
    return true;
  }

  async #answer(path: string, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const question = `${request.method} ${path}`;
    if (question === 'GET /oauth2/authorize') {
      this.#check(url.searchParams);
      return html(response, signInPage(url, sampleUsers));
    }
    if (question === 'POST /oauth2/authorize') {
      const { client, redirectUri, challenge } = this.#check(url.searchParams);
      const chosen = new URLSearchParams(await text(request)).get('user');
      const user = sampleUsers.find(({ name }) => name === chosen);
      if (!user) throw new OAuthError('invalid_request', 'There is no such user');
      const code = this.#newCode({ user, clientId: client.clientId, redirectUri, challenge });
      return redirect(response, redirectUri, { code, state: url.searchParams.get('state') });
    }
    if (question === 'POST /oauth2/token') {
      return json(response, 200, await this.#token(new URLSearchParams(await text(request))));
    }
    if (question === 'GET /logout') {
      const to = url.searchParams.get('logout_uri') ?? '';
      if (!this.#client(url.searchParams).logoutUrls.includes(to)) {
        throw new OAuthError('invalid_request', 'logout_uri is not one of the client');
      }
      return redirect(response, to, {});
    }
    json(response, 404, { error: 'not_found' });
  }

  #check(query: URLSearchParams) {
    const client = this.#client(query);
    const redirectUri = query.get('redirect_uri') ?? '';
    const challenge = query.get('code_challenge') ?? '';
    if (!client.callbackUrls.includes(redirectUri)) {
      throw new OAuthError('invalid_request', 'redirect_uri is not one of the client');
    }
    if (query.get('response_type') !== 'code') throw new OAuthError('invalid_request', 'response_type must be code');
    if (query.get('code_challenge_method') !== 'S256' || !challenge) {
      throw new OAuthError('invalid_request', 'a code_challenge by S256 is needed');
    }
    return { client, redirectUri, challenge };
  }

  #client(query: URLSearchParams): AppClient {
    const client = this.clients.find(({ clientId }) => clientId === query.get('client_id'));
    if (!client) throw new OAuthError('invalid_client', 'client_id is not known');
    return client;
  }

  #newCode(authorization: Omit<Authorization, 'expiresAt'>): string {
    const code = randomBytes(24).toString('base64url');
    this.#codes.set(code, { ...authorization, expiresAt: this.now() + codeMs });
    return code;
  }

  async #token(form: URLSearchParams): Promise<object> {
    const { clientId } = this.#client(form);
    switch (form.get('grant_type')) {
      case 'authorization_code': {
        const user = this.#redeem(form, clientId);
        const refreshToken = randomBytes(32).toString('base64url');
        this.#refreshTokens.set(refreshToken, { user, clientId });
        return { ...(await this.#tokensOf(user, clientId)), refresh_token: refreshToken };
      }
      case 'refresh_token': {
        const known = this.#refreshTokens.get(form.get('refresh_token') ?? '');
        if (known?.clientId !== clientId) throw new OAuthError('invalid_grant', 'The refresh token is not known');
        return this.#tokensOf(known.user, clientId);
      }
      default:
        throw new OAuthError('unsupported_grant_type', 'authorization_code and refresh_token are served');
    }
  }

  /** A code is good once, for the client, address and verifier that it was made for. */
  #redeem(form: URLSearchParams, clientId: string): User {
    const code = form.get('code') ?? '';
    const known = this.#codes.get(code);
    this.#codes.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const good =
      known?.clientId === clientId &&
      known.redirectUri === form.get('redirect_uri') &&
      known.challenge === challenge &&
      known.expiresAt > this.now();
    if (!good) throw new OAuthError('invalid_grant', 'The code is not good');
    return known.user;
  }

  async #tokensOf(user: User, clientId: string): Promise<object> {
    return {
      access_token: await this.issuer.accessToken(user, { lifetime: tokenSeconds, clientId }),
      id_token: await this.issuer.idToken(user, { lifetime: tokenSeconds, clientId }),
      token_type: 'Bearer',
      expires_in: tokenSeconds,
    };
  }
}

function redirect(response: ServerResponse, to: string, parameters: Readonly<Record<string, string | null>>): void {
  const target = new URL(to);
  for (const [name, value] of Object.entries(parameters)) if (value !== null) target.searchParams.set(name, value);
  response.writeHead(302, { Location: target.href, 'Cache-Control': 'no-store' }).end();
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}

function html(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(body);
}
