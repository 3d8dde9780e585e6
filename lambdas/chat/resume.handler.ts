import { documentClient } from '../shared/deps';
import { createLogger } from '../shared/logger';
import type { WithPrincipal } from '../shared/middleware/principal';
import { parseEnv } from '../shared/parse-env';
import { createFrameSink } from '../shared/sinks/frame-sink';
import { managementClient } from '../shared/sinks/management-client';
import { createConnectionStore } from './adapters/connection-store';
import { createConversationStore } from './adapters/conversation-store';
import { createTurnStore } from './adapters/turn-store';
import { errorFrame, parseClientFrame } from './domain/frames';
import type { ConversationStore, FrameSink, TurnStore } from './domain/ports';
import { asSentAfter, framesAfter } from './domain/replay';
import { resumeEnv } from './env';
import { reply, type SocketResponse } from './socket-reply';
import { connectedRoute, type SocketEvent } from './socket-route';

export interface ResumeDeps {
  readonly turns: Pick<TurnStore, 'find' | 'redirect'>;
  readonly conversations: Pick<ConversationStore, 'findAnswer'>;
  readonly send: FrameSink;
}

/**
 * Sends a client what it missed. While the answer is being generated the worker does so: it holds all frames and learns
 * of the new connection within half a second. Afterwards they are made again, exactly, from the stored answer.
 */
export function createResume({ turns, conversations, send }: ResumeDeps) {
  return async (event: WithPrincipal<SocketEvent>): Promise<SocketResponse> => {
    const parsed = parseClientFrame('resume', event.body);
    if (!parsed.ok) return reply(parsed.error);
    const { conversationId, clientMessageId, lastSeq } = parsed.frame;
    const ids = { conversationId, clientMessageId };
    const key = { userId: event.principal.userId, ...ids };
    const { connectionId } = event.requestContext;

    const live = await turns.redirect(key, connectionId, lastSeq);
    if (live) return reply({ type: 'resumed', ...ids, messageId: live.messageId, status: live.status });

    const turn = await turns.find(key);
    const answer = turn && (await conversations.findAnswer(key, turn.messageId));
    if (!answer) return reply(errorFrame('turn_not_found', 'There is no such message', ids));
    for (const frame of framesAfter(asSentAfter(answer, turn.attempt), lastSeq)) {
      if ((await send(connectionId, frame)) === 'gone') break;
    }
    return reply({ type: 'resumed', ...ids, messageId: answer.messageId, status: answer.outcome.status });
  };
}

const env = parseEnv(resumeEnv);
const document = documentClient();
const stores = { document, tableName: env.CHAT_TABLE_NAME, historyDays: 0, now: Date.now };

export const handler = connectedRoute(createLogger('chat'), {
  connections: createConnectionStore(document, env.CONNECTIONS_TABLE_NAME),
  now: Date.now,
}).handler(
  createResume({
    turns: createTurnStore(stores),
    conversations: createConversationStore(stores),
    send: createFrameSink(managementClient()),
  }),
);
