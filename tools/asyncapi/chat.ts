import { clientFrames, MAX_FRAME_BYTES, MAX_TEXT_BYTES, PROTOCOL } from '../../lambdas/chat/domain/frames';
import { serverFrames } from '../../lambdas/chat/domain/server-frames';
import type { Protocol } from './protocol';

/** What chat's WebSocket speaks. */
export const chatProtocol: Protocol<typeof clientFrames, typeof serverFrames> = {
  channel: 'chat',
  address: '/chat-ws',
  info: {
    title: 'Chat over WebSocket',
    version: `${PROTOCOL.replace('chat.v', '')}.0.0`,
    description:
      `Subprotocol ${PROTOCOL}. Frames are JSON text under ${MAX_FRAME_BYTES} bytes. The address is the output ChatWebSocketUrl. ` +
      'Credentials: a second subprotocol value (token, API key or ticket), the Authorization header, or ?ticket=.',
  },
  clientFrames,
  serverFrames,
  requests: {
    send: {
      summary: `Sends a message of at most ${MAX_TEXT_BYTES} bytes. The same clientMessageId again is the same message again. regenerate, editOf and branchFrom name a message of the conversation.`,
      replies: ['accepted', 'error'],
    },
    stop: { summary: 'Ends the generation of an answer within a second.', replies: ['stopping', 'error'] },
    resume: {
      summary: 'Asks for the frames of an answer that were missed, on this connection.',
      replies: ['resumed', 'error'],
    },
    ping: { summary: 'Keeps an idle connection open.', replies: ['pong'] },
  },
  summaries: {
    accepted: 'The message is stored and waits for its answer. Frames of the answer may come before this one.',
    start: 'An answer begins, or begins again: text of earlier attempts is void.',
    delta: 'The next part of the answer. A frame whose seq is not above the last one was received before.',
    tool: 'The model calls a tool. Reserved: not sent yet.',
    done: 'The answer is complete.',
    error: 'With seq it ends an answer, without it answers the last frame. Codes are stable.',
    pong: 'Answers a ping.',
    stopping: 'The stop is noted. The answer ends with done, unless status says that it had ended.',
    resumed: 'The missed frames come on this connection.',
  },
  pushed: { answer: { summary: 'Streams an answer.', frames: ['start', 'delta', 'tool', 'done', 'error'] } },
};
