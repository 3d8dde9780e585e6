import * as z from 'zod';
import { clientFrames, MAX_FRAME_BYTES, MAX_TEXT_BYTES, PROTOCOL } from '../../lambdas/chat/domain/frames';
import { serverFrames } from '../../lambdas/chat/domain/server-frames';
import { jsonText } from '../operator/json-text';

type ClientFrameName = keyof typeof clientFrames;
type ServerFrameName = keyof typeof serverFrames;

/** What a client asks for, and which frames answer it on the same connection. */
const requests: Record<ClientFrameName, { summary: string; replies: ServerFrameName[] }> = {
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
};

const summaries: Record<ServerFrameName, string> = {
  accepted: 'The message is stored and waits for its answer. Frames of the answer may come before this one.',
  start: 'An answer begins, or begins again: text of earlier attempts is void.',
  delta: 'The next part of the answer. A frame whose seq is not above the last one was received before.',
  tool: 'The model calls a tool. Reserved: not sent yet.',
  done: 'The answer is complete.',
  error: 'With seq it ends an answer, without it answers the last frame. Codes are stable.',
  pong: 'Answers a ping.',
  stopping: 'The stop is noted. The answer ends with done, unless status says that it had ended.',
  resumed: 'The missed frames come on this connection.',
};

/** Frames that a worker sends by itself while it answers. */
const pushed: ServerFrameName[] = ['start', 'delta', 'tool', 'done', 'error'];

/** The WebSocket protocol as AsyncAPI 3, made from the schemas that the handlers check frames with. */
export function asyncApiDocument() {
  const clientNames = Object.keys(requests) as ClientFrameName[];
  const serverNames = Object.keys(summaries) as ServerFrameName[];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Chat over WebSocket',
      version: `${PROTOCOL.replace('chat.v', '')}.0.0`,
      description:
        `Subprotocol ${PROTOCOL}. Frames are JSON text under ${MAX_FRAME_BYTES} bytes. The address is the output ChatWebSocketUrl. ` +
        'Credentials: a second subprotocol value (token, API key or ticket), the Authorization header, or ?ticket=.',
    },
    defaultContentType: 'application/json',
    channels: {
      chat: {
        address: '/chat-ws',
        messages: Object.fromEntries([...clientNames, ...serverNames].map((name) => [name, ref('components', name)])),
      },
    },
    operations: {
      ...Object.fromEntries(clientNames.map((name) => [name, receiveOperation(name)])),
      answer: {
        action: 'send',
        summary: 'Streams an answer.',
        channel: { $ref: '#/channels/chat' },
        messages: pushed.map((name) => ref('channels/chat', name)),
      },
    },
    components: {
      messages: {
        ...Object.fromEntries(
          clientNames.map((name) => [name, message(name, requests[name].summary, clientFrames[name], 'input')]),
        ),
        ...Object.fromEntries(
          serverNames.map((name) => [name, message(name, summaries[name], serverFrames[name], 'output')]),
        ),
      },
    },
  };
}

const ref = (where: 'components' | 'channels/chat', name: string) => ({ $ref: `#/${where}/messages/${name}` });

function receiveOperation(name: ClientFrameName) {
  const { summary, replies } = requests[name];
  return {
    action: 'receive',
    summary,
    channel: { $ref: '#/channels/chat' },
    messages: [ref('channels/chat', name)],
    reply: { channel: { $ref: '#/channels/chat' }, messages: replies.map((reply) => ref('channels/chat', reply)) },
  };
}

function message(name: string, summary: string, schema: z.core.$ZodType, io: 'input' | 'output') {
  // Without its own `$schema`: the payload is part of this document.
  const { $schema: _dialect, ...payload } = z.toJSONSchema(schema, { io });
  return { name, summary, payload };
}

/** The document as text. */
export const asyncApiText = (): string => jsonText(asyncApiDocument());
