import { documentClient } from '../shared/deps';
import { createLogger } from '../shared/logger';
import { principal, type WithPrincipal } from '../shared/middleware/principal';
import { parseEnv } from '../shared/parse-env';
import { managementClient } from '../shared/sinks/management-client';
import { accept, type ConnectEvent, type SocketResponse, socketRoute } from '../shared/socket-route';
import { createIsGone } from './adapters/connection-state';
import { createLiveConnections, type LiveConnections } from './adapters/live-connections';
import { PROTOCOL } from './domain/api/live';
import { liveConnectEnv } from './env';
import { type ForgettingDeps, forgetGone } from './forgetting-gone';

export interface LiveConnectDeps extends ForgettingDeps {
  readonly connections: Pick<LiveConnections, 'add' | 'openOf' | 'remove'>;
  readonly mostConnections: number;
}

/**
 * Remembers who opened the connection, and chooses the protocol. Who has many open already is refused another one, with 429; those whose end
 * nobody was told are found and forgotten before.
 */
export function createLiveConnect(deps: LiveConnectDeps) {
  const { connections, mostConnections } = deps;
  const isOver = async ({ principal }: WithPrincipal<ConnectEvent>): Promise<boolean> => {
    const open = await connections.openOf(principal);
    return open.length >= mostConnections && open.length - (await forgetGone(deps, open)) >= mostConnections;
  };
  return async (event: WithPrincipal<ConnectEvent>): Promise<SocketResponse> => {
    if (await isOver(event)) return { statusCode: 429 };
    await connections.add(event.requestContext.connectionId, event.principal);
    return accept(event, PROTOCOL);
  };
}

const env = parseEnv(liveConnectEnv);

const logger = createLogger('streaming');

export const handler = socketRoute<WithPrincipal<ConnectEvent>>(logger, () => ({ statusCode: 500 }))
  .use(principal(Date.now, () => ({ statusCode: 401 })))
  .handler(
    createLiveConnect({
      connections: createLiveConnections(documentClient(), env.LIVE_TABLE_NAME, Date.now),
      mostConnections: env.MOST_CONNECTIONS,
      isGone: createIsGone(managementClient()),
      now: Date.now,
      onError: (error) => logger.error('A connection could not be asked for', error as Error),
    }),
  );
