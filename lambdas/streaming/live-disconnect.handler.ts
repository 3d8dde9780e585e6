import { documentClient } from '../shared/deps';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { type SocketEvent, type SocketResponse, socketRoute } from '../shared/socket-route';
import { createLiveConnections, type LiveConnections } from './adapters/live-connections';
import { liveDisconnectEnv } from './env';

/** Forgets a closed connection, and all that it watched. */
export function createLiveDisconnect({ connections }: { readonly connections: Pick<LiveConnections, 'remove'> }) {
  return async ({ requestContext: { connectionId } }: SocketEvent): Promise<SocketResponse> => {
    await connections.remove(connectionId);
    return { statusCode: 200 };
  };
}

const env = parseEnv(liveDisconnectEnv);

export const handler = socketRoute(createLogger('streaming'), () => ({ statusCode: 500 })).handler(
  createLiveDisconnect({ connections: createLiveConnections(documentClient(), env.LIVE_TABLE_NAME, Date.now) }),
);
