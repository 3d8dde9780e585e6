import { documentClient } from '../shared/deps';
import { createLogger } from '../shared/logger';
import type { WithPrincipal } from '../shared/middleware/principal';
import { parseEnv } from '../shared/parse-env';
import { createConnectionStore } from './adapters/connection-store';
import { createTurnStore } from './adapters/turn-store';
import { errorFrame, parseClientFrame } from './domain/frames';
import type { TurnStore } from './domain/ports';
import { stopEnv } from './env';
import { reply, type SocketResponse } from './socket-reply';
import { connectedRoute, type SocketEvent } from './socket-route';

export interface StopDeps {
  readonly turns: Pick<TurnStore, 'requestStop'>;
}

/** Asks the worker to end an answer: it looks twice a second, and bills what was produced until then. */
export function createStop({ turns }: StopDeps) {
  return async ({ body, principal }: WithPrincipal<SocketEvent>): Promise<SocketResponse> => {
    const parsed = parseClientFrame('stop', body);
    if (!parsed.ok) return reply(parsed.error);
    const { conversationId, clientMessageId } = parsed.frame;
    const turn = await turns.requestStop({ userId: principal.userId, conversationId, clientMessageId });
    if (!turn)
      return reply(errorFrame('turn_not_found', 'There is no such message', { conversationId, clientMessageId }));
    return reply({ type: 'stopping', conversationId, clientMessageId, status: turn.status });
  };
}

const env = parseEnv(stopEnv);
const document = documentClient();

export const handler = connectedRoute(createLogger('chat'), {
  connections: createConnectionStore(document, env.CONNECTIONS_TABLE_NAME),
  now: Date.now,
}).handler(
  createStop({
    turns: createTurnStore({ document, tableName: env.CHAT_TABLE_NAME, historyDays: 0, now: Date.now }),
  }),
);
