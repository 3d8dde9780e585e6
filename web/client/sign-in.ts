import { RequestError } from './chat-error';

export interface SignInOptions {
  /** Base of the OAuth endpoints. */
  readonly url: string;
  readonly clientId: string;
  /** Where people come back to: the console's own address. */
  readonly redirectUri: string;
  /** Keeps tokens for as long as the tab is open. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly now?: () => number;
}

/** Who is signed in, as the tokens say; the service checks them, this is for display. */
export interface Person {
  /** Subject of the tokens: what lists of permissions name. */
  readonly userId: string;
  readonly name: string;
  readonly org: string;
  readonly tier: string;
  readonly groups: readonly string[];
}

interface Tokens {
  readonly accessToken: string;
  readonly idToken: string;
  readonly refreshToken?: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

const tokensKey = 'console.tokens';
const pendingKey = 'console.sign-in';
/** Renewed this long before the end, so that no request is under way when it comes. */
const renewEarlyMs = 60_000;

/**
 * OAuth's authorization code flow with PKCE, as a public client does it. Tokens stay in the tab's own storage and never get
 * into an address; what comes back in an address is a code that is worth nothing without the verifier kept here.
 */
export class SignIn {
  readonly #options: SignInOptions;
  #renewal: Promise<Tokens> | undefined;

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  /** The person signed in, if anyone is. */
  person(): Person | undefined {
    const tokens = this.#tokens();
    if (!tokens) return undefined;
    const access = claimsOf(tokens.accessToken);
    const id = claimsOf(tokens.idToken);
    const name = id.name ?? id.email ?? access.username ?? access.sub;
    return {
      userId: String(access.sub ?? ''),
      name: String(name),
      org: String(access.org ?? ''),
      tier: String(access.tier ?? 'free'),
      groups: groupsOf(access),
    };
  }

  /** Address of the sign-in pages, to go to next. */
  async begin(): Promise<string> {
    const pending = { state: randomText(), verifier: randomText() };
    this.#options.storage.setItem(pendingKey, JSON.stringify(pending));
    const { url, clientId, redirectUri } = this.#options;
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: 'openid email profile',
      state: pending.state,
      code_challenge: await challengeOf(pending.verifier),
      code_challenge_method: 'S256',
    });
    return `${url}/oauth2/authorize?${query}`;
  }

  /**
   * Takes up what the sign-in pages sent back.
   *
   * @returns whether there was something, which must not stay in the address
   * @throws RequestError when it is not the answer to this tab's own question
   */
  async complete(query: URLSearchParams): Promise<boolean> {
    const code = query.get('code');
    const refusal = query.get('error');
    if (code === null && refusal === null) return false;
    const pending = JSON.parse(this.#options.storage.getItem(pendingKey) ?? '{}') as Record<string, string>;
    this.#options.storage.removeItem(pendingKey);
    if (refusal !== null) throw new RequestError('signed_out', query.get('error_description') ?? refusal);
    if (!pending.state || pending.state !== query.get('state')) {
      throw new RequestError('signed_out', 'The sign-in was not begun in this tab');
    }
    const { redirectUri } = this.#options;
    const form = { grant_type: 'authorization_code', redirect_uri: redirectUri, code_verifier: pending.verifier ?? '' };
    await this.#fetchTokens({ ...form, code: code ?? '' });
    return true;
  }

  /** A valid access token, renewed when its time is nearly over. @throws RequestError `signed_out` */
  async token(): Promise<string> {
    const tokens = this.#tokens();
    if (!tokens) throw signedOut();
    if (tokens.expiresAt - renewEarlyMs > (this.#options.now ?? Date.now)()) return tokens.accessToken;
    this.#renewal ??= this.#renew(tokens).finally(() => {
      this.#renewal = undefined;
    });
    return (await this.#renewal).accessToken;
  }

  /** Forgets the tokens. @returns address at which the sign-in pages forget too, to go to next */
  signOut(): string {
    this.#options.storage.removeItem(tokensKey);
    const { url, clientId, redirectUri } = this.#options;
    return `${url}/logout?${new URLSearchParams({ client_id: clientId, logout_uri: redirectUri })}`;
  }

  async #renew({ refreshToken }: Tokens): Promise<Tokens> {
    if (refreshToken === undefined) throw signedOut();
    try {
      return await this.#fetchTokens({ grant_type: 'refresh_token', refresh_token: refreshToken }, refreshToken);
    } catch (error) {
      if (error instanceof RequestError && error.status === 400) throw signedOut();
      throw error;
    }
  }

  async #fetchTokens(form: Record<string, string>, knownRefreshToken?: string): Promise<Tokens> {
    const { url, clientId, storage, now = Date.now } = this.#options;
    const response = await fetch(`${url}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: clientId, ...form }),
    }).catch(() => {
      throw new RequestError('connection_lost', 'The sign-in service cannot be reached');
    });
    if (!response.ok) throw new RequestError('signed_out', 'The sign-in was refused', undefined, response.status);
    const body = (await response.json()) as Record<string, string>;
    const refreshToken = body.refresh_token ?? knownRefreshToken;
    const tokens: Tokens = {
      accessToken: String(body.access_token),
      idToken: String(body.id_token),
      ...(refreshToken !== undefined && { refreshToken }),
      expiresAt: now() + Number(body.expires_in) * 1000,
    };
    storage.setItem(tokensKey, JSON.stringify(tokens));
    return tokens;
  }

  #tokens(): Tokens | undefined {
    const stored = this.#options.storage.getItem(tokensKey);
    return stored === null ? undefined : (JSON.parse(stored) as Tokens);
  }
}

const signedOut = () => new RequestError('signed_out', 'Nobody is signed in', undefined, 401);

function randomText(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

async function challengeOf(verifier: string): Promise<string> {
  return base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** What a token says, unchecked. */
function claimsOf(token: string): Record<string, unknown> {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Groups are a claim of their own, as a list or as the text of one; else those of the user pool. */
function groupsOf({ groups, 'cognito:groups': ofPool }: Record<string, unknown>): string[] {
  const listed = typeof groups === 'string' ? parsed(groups) : (groups ?? ofPool);
  return Array.isArray(listed) ? listed.map(String) : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
