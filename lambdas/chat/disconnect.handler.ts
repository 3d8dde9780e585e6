import { documentClient } from '../shared/deps';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { type ConnectionStore, createConnectionStore } from './adapters/connection-store';
import { disconnectEnv } from './env';
import type { SocketResponse } from './socket-reply';
import { type SocketEvent, socketRoute } from './socket-route';

/** Forgets a closed connection. Answers in progress go on, and wait for a `resume`. */
export function createDisconnect({ connections }: { readonly connections: Pick<ConnectionStore, 'remove'> }) {
  return async (event: SocketEvent): Promise<SocketResponse> => {
    await connections.remove(event.requestContext.connectionId);
    return { statusCode: 200 };
  };
}

const env = parseEnv(disconnectEnv);

export const handler = socketRoute(createLogger('chat'), () => ({ statusCode: 500 })).handler(
  createDisconnect({ connections: createConnectionStore(documentClient(), env.CONNECTIONS_TABLE_NAME) }),
);
