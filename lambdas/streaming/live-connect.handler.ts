import { documentClient } from '../shared/deps';
import { createLogger } from '../shared/logger';
import { principal, type WithPrincipal } from '../shared/middleware/principal';
import { parseEnv } from '../shared/parse-env';
import { accept, type ConnectEvent, type SocketResponse, socketRoute } from '../shared/socket-route';
import { createLiveConnections, type LiveConnections } from './adapters/live-connections';
import { PROTOCOL } from './domain/api/live';
import { liveConnectEnv } from './env';

export interface LiveConnectDeps {
  readonly connections: Pick<LiveConnections, 'add' | 'countOf'>;
  readonly mostConnections: number;
}

/** Remembers who opened the connection, and chooses the protocol; who has many open already is refused another one, with 429. */
export function createLiveConnect({ connections, mostConnections }: LiveConnectDeps) {
  return async (event: WithPrincipal<ConnectEvent>): Promise<SocketResponse> => {
    if ((await connections.countOf(event.principal)) >= mostConnections) return { statusCode: 429 };
    await connections.add(event.requestContext.connectionId, event.principal);
    return accept(event, PROTOCOL);
  };
}

const env = parseEnv(liveConnectEnv);

export const handler = socketRoute<WithPrincipal<ConnectEvent>>(createLogger('streaming'), () => ({ statusCode: 500 }))
  .use(principal(Date.now, () => ({ statusCode: 401 })))
  .handler(
    createLiveConnect({
      connections: createLiveConnections(documentClient(), env.LIVE_TABLE_NAME, Date.now),
      mostConnections: env.MOST_CONNECTIONS,
    }),
  );
