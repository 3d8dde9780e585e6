import { type ApiKeyItem, parseApiKey, principalOfKey, refuseApiKey, type Sha256 } from '../shared/domain/api-key';
import type { Principal } from '../shared/domain/principal';
import { ticketPk } from '../shared/domain/ticket';
import type { TicketStore } from '../shared/stores/ticket-store';
import type { AcceptsClient } from './accepted-clients';
import type { ApiKeyStore } from './api-key-store';
import { clientOfClaims, principalOfClaims } from './domain/claims';
import type { Credential } from './domain/credential';
import type { TokenVerifier } from './token-verifier';

/** A key's last use is kept to the hour: a write for every request would cost more than it tells. */
const LAST_USE_SECONDS = 3600;

/** `unauthenticated`: nobody we know (401). `forbidden`: known, and not for this API (403). */
export type Authentication =
  | { readonly outcome: 'allowed'; readonly principal: Principal }
  | { readonly outcome: 'forbidden'; readonly userId: string; readonly reason: string }
  | { readonly outcome: 'unauthenticated'; readonly reason: string };

export interface AuthenticateDeps {
  readonly verifyToken: TokenVerifier;
  /** Asked only of tokens that are verified, so that nobody else can make it look up anything. */
  readonly acceptsClient: AcceptsClient;
  readonly apiKeys: ApiKeyStore;
  readonly tickets: Pick<TicketStore, 'consume'>;
  readonly sha256: Sha256;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The scope that API keys need here. */
  readonly requiredScope: string;
  /** Told when the last use of a key cannot be noted: no reason to refuse the key. */
  readonly onError: (error: unknown) => void;
}

export type Authenticate = (credential: Credential | undefined) => Promise<Authentication>;

/** Turns a presented credential into a principal. Scopes bind API keys and the tickets made with them; a person's token has all of the API. */
export function createAuthenticate(deps: AuthenticateDeps): Authenticate {
  return async (credential) => {
    if (!credential) return unauthenticated('no credential');
    if (credential.kind === 'jwt') return authenticateToken(deps, credential.value);
    if (credential.kind === 'api-key') return authenticateKey(deps, credential.value);
    return authenticateTicket(deps, credential.value);
  };
}

const unauthenticated = (reason: string): Authentication => ({ outcome: 'unauthenticated', reason });

async function authenticateToken(deps: AuthenticateDeps, token: string): Promise<Authentication> {
  const claims = await deps.verifyToken(token);
  if (claims === undefined) return unauthenticated('token not accepted');
  const clientId = clientOfClaims(claims);
  if (clientId === undefined) return unauthenticated('token without an app client');
  if (!(await deps.acceptsClient(clientId))) return unauthenticated(`token of app client ${clientId}, not registered`);
  const principal = principalOfClaims(claims);
  if (principal) return { outcome: 'allowed', principal };
  const { sub } = claims as { readonly sub?: unknown };
  return { outcome: 'forbidden', userId: typeof sub === 'string' ? sub : 'unknown', reason: 'no organisation' };
}

async function authenticateKey(deps: AuthenticateDeps, text: string): Promise<Authentication> {
  const key = parseApiKey(text);
  const item = key && (await deps.apiKeys.find(key.keyId));
  if (!key || !item) return unauthenticated('unknown key');
  const nowSeconds = Math.floor(deps.now() / 1000);
  const refusal = refuseApiKey(key, item, deps.sha256, nowSeconds);
  if (refusal) return unauthenticated(refusal);
  await noteUse(deps, key.keyId, item, nowSeconds);
  return withScope(principalOfKey(key.keyId, item), deps.requiredScope);
}

async function noteUse(deps: AuthenticateDeps, keyId: string, item: ApiKeyItem, nowSeconds: number): Promise<void> {
  const staleBefore = nowSeconds - LAST_USE_SECONDS;
  if (item.lastUsedAt !== undefined && item.lastUsedAt >= staleBefore) return;
  try {
    await deps.apiKeys.noteUse(keyId, nowSeconds, staleBefore);
  } catch (error) {
    deps.onError(error);
  }
}

async function authenticateTicket(deps: AuthenticateDeps, ticket: string): Promise<Authentication> {
  const item = await deps.tickets.consume(ticketPk(ticket, deps.sha256), Math.floor(deps.now() / 1000));
  if (!item) return unauthenticated('ticket unknown, used or over');
  const checked = withScope(item.principal, deps.requiredScope);
  return checked.outcome === 'allowed'
    ? { outcome: 'allowed', principal: { ...item.principal, credential: 'ticket' } }
    : checked;
}

function withScope(principal: Principal, scope: string): Authentication {
  if (principal.credential !== 'api-key' || principal.scopes.includes(scope)) return { outcome: 'allowed', principal };
  return { outcome: 'forbidden', userId: principal.userId, reason: `scope ${scope} missing` };
}
