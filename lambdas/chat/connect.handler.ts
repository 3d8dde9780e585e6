import { documentClient } from '../shared/deps';
import { createLogger } from '../shared/logger';
import { principal, type WithPrincipal } from '../shared/middleware/principal';
import { parseEnv } from '../shared/parse-env';
import { type ConnectionStore, createConnectionStore } from './adapters/connection-store';
import { PROTOCOL } from './domain/frames';
import { connectEnv } from './env';
import type { SocketResponse } from './socket-reply';
import { type SocketEvent, socketRoute } from './socket-route';

/** The handshake, with what the client offers. */
type ConnectEvent = SocketEvent & { readonly headers?: Readonly<Record<string, string | undefined>> | null };

export interface ConnectDeps {
  readonly connections: Pick<ConnectionStore, 'add'>;
  readonly now: () => number;
}

/**
 * Remembers who opened the connection, and chooses the protocol: never the credential that was offered beside it, and none
 * that was not offered, with which clients break the connection off.
 */
export function createConnect({ connections, now }: ConnectDeps) {
  return async (event: WithPrincipal<ConnectEvent>): Promise<SocketResponse> => {
    await connections.add(event.requestContext.connectionId, event.principal, now());
    if (!offered(event).includes(PROTOCOL)) return { statusCode: 200 };
    return { statusCode: 200, headers: { 'Sec-WebSocket-Protocol': PROTOCOL } };
  };
}

function offered({ headers }: ConnectEvent): string[] {
  const header = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'sec-websocket-protocol');
  return (header?.[1] ?? '').split(',').map((protocol) => protocol.trim());
}

const env = parseEnv(connectEnv);

export const handler = socketRoute<WithPrincipal<ConnectEvent>>(createLogger('chat'), () => ({ statusCode: 500 }))
  .use(principal(Date.now, () => ({ statusCode: 401 })))
  .handler(
    createConnect({
      connections: createConnectionStore(documentClient(), env.CONNECTIONS_TABLE_NAME),
      now: Date.now,
    }),
  );
