import { documentClient } from '../shared/deps';
import { createLogger } from '../shared/logger';
import { principal, type WithPrincipal } from '../shared/middleware/principal';
import { parseEnv } from '../shared/parse-env';
import { accept, type ConnectEvent } from '../shared/socket-route';
import { type ConnectionStore, createConnectionStore } from './adapters/connection-store';
import { PROTOCOL } from './domain/frames';
import { connectEnv } from './env';
import type { SocketResponse } from './socket-reply';
import { socketRoute } from './socket-route';

export interface ConnectDeps {
  readonly connections: Pick<ConnectionStore, 'add'>;
  readonly now: () => number;
}

/** Remembers who opened the connection, and chooses the protocol. */
export function createConnect({ connections, now }: ConnectDeps) {
  return async (event: WithPrincipal<ConnectEvent>): Promise<SocketResponse> => {
    await connections.add(event.requestContext.connectionId, event.principal, now());
    return accept(event, PROTOCOL);
  };
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
