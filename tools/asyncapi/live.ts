import { clientFrames, MOST_FRAME_BYTES, PROTOCOL, serverFrames } from '../../lambdas/streaming/domain/api/live';
import type { Protocol } from './protocol';

/** What live views of streaming speak. */
export const liveProtocol: Protocol<typeof clientFrames, typeof serverFrames> = {
  channel: 'live',
  address: '/streaming-live',
  info: {
    title: 'Live views over WebSocket',
    version: `${PROTOCOL.replace('live.v', '')}.0.0`,
    description:
      `Subprotocol ${PROTOCOL}. Frames are JSON text under ${MOST_FRAME_BYTES} bytes. The address is the output LiveWebSocketUrl. ` +
      'Credentials: a second subprotocol value (token, API key or ticket), the Authorization header, or ?ticket=.',
  },
  clientFrames,
  serverFrames,
  requests: {
    subscribe: {
      summary:
        'Watches topics: trending:<ranking>, together:<item>, features:<kind>:<id>, throughput, verdicts. Views of those that are taken follow, unless resume names what they show.',
      replies: ['subscribed', 'error'],
    },
    unsubscribe: { summary: 'Watches topics no longer.', replies: ['unsubscribed', 'error'] },
    ack: {
      summary:
        'Tells which views were dealt with, every few seconds while views come. Who is too far behind is dropped.',
      replies: ['acked', 'error'],
    },
    ping: { summary: 'Keeps an idle connection open.', replies: ['pong'] },
  },
  summaries: {
    subscribed: 'The topics that are watched now, and those that are not, with why.',
    unsubscribed: 'The topics that are watched no longer.',
    view: 'What a topic shows as of a time: the whole of it, never a difference. A view whose seq is not above the last one of its topic was received before.',
    acked: 'The acknowledgement is noted.',
    pong: 'Answers a ping.',
    error: 'What is wrong with a frame, or why the connection ends: slow_consumer and token_expired. Codes are stable.',
  },
  pushed: {
    publish: {
      summary: 'Sends what a topic shows whenever that is another, at a steady rate.',
      frames: ['view', 'error'],
    },
  },
};
