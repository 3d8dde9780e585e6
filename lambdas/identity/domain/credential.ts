import { parseApiKey } from '../../shared/domain/api-key';
import { isTicket } from '../../shared/domain/ticket';

/** A credential as it was presented, not yet checked. */
export interface Credential {
  readonly kind: 'jwt' | 'api-key' | 'ticket';
  readonly value: string;
}

type Headers = Readonly<Record<string, string | undefined>> | null | undefined;

/** The WebSocket subprotocols of the designs; what stands beside one in the header is the credential. */
const SUBPROTOCOLS: ReadonlySet<string> = new Set(['chat.v1', 'live.v1']);

/** Tells a credential's kind by its form; undefined when it has none of the three. */
export function credentialOf(value: string): Credential | undefined {
  if (parseApiKey(value)) return { kind: 'api-key', value };
  if (isTicket(value)) return { kind: 'ticket', value };
  if (/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/.test(value)) return { kind: 'jwt', value };
  return undefined;
}

/** `Authorization: Bearer <token or API key>`. */
export function fromAuthorization(headers: Headers): Credential | undefined {
  const [, value] = /^Bearer +(\S+)$/i.exec(headerValue(headers, 'authorization') ?? '') ?? [];
  return value === undefined ? undefined : credentialOf(value);
}

/** `Sec-WebSocket-Protocol: <protocol>, <token, API key or ticket>`: the one header a browser lets a page set. */
export function fromSubprotocols(headers: Headers): Credential | undefined {
  const offered = (headerValue(headers, 'sec-websocket-protocol') ?? '').split(',').map((value) => value.trim());
  const others = offered.filter((value) => value !== '' && !SUBPROTOCOLS.has(value));
  return others.length === 1 && others[0] !== undefined ? credentialOf(others[0]) : undefined;
}

/** `?ticket=`: addresses get logged, so only what is used up by its first use may stand there. */
export function fromQuery(query: Headers): Credential | undefined {
  const credential = credentialOf(query?.ticket ?? '');
  return credential?.kind === 'ticket' ? credential : undefined;
}

function headerValue(headers: Headers, name: string): string | undefined {
  const entry = Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name);
  return entry?.[1];
}
