import { SQSClient } from '@aws-sdk/client-sqs';
import { boundedCalls, documentClient } from '../shared/deps';
import { createLogger } from '../shared/logger';
import type { WithPrincipal } from '../shared/middleware/principal';
import { parseEnv } from '../shared/parse-env';
import { managementClient } from '../shared/sinks/management-client';
import {
  connectedPrincipal,
  frameReply,
  type SocketEvent,
  type SocketResponse,
  socketRoute,
} from '../shared/socket-route';
import { createLatestVerdicts } from './adapters/latest-verdicts';
import { createListReader } from './adapters/list-reader';
import { createLiveConnections, type LiveConnections } from './adapters/live-connections';
import { createLiveRates } from './adapters/live-rates';
import { createLiveSink } from './adapters/live-sink';
import { createSendTicks } from './adapters/live-ticks';
import { createLiveTopics } from './adapters/live-topics';
import { createPartReader } from './adapters/part-reader';
import type { LiveServerFrame } from './domain/api/live';
import { errorFrame, readFrame } from './domain/live/read-frame';
import { liveAskEnv } from './env';
import { type SubscribingDeps, subscribe } from './subscribing';

export interface LiveAskDeps extends SubscribingDeps {
  readonly connections: Pick<LiveConnections, 'acknowledge' | 'give' | 'subscribe' | 'topicsOf' | 'unsubscribe'>;
}

/** Answers every frame of a client: what it watches, what it has seen, and that it is there. */
export function createLiveAsk(deps: LiveAskDeps) {
  return async (event: WithPrincipal<SocketEvent>): Promise<SocketResponse> => frameReply(await answer(deps, event));
}

async function answer(
  deps: LiveAskDeps,
  { body, principal, requestContext: { connectionId } }: WithPrincipal<SocketEvent>,
): Promise<LiveServerFrame> {
  const frame = readFrame(body);
  if ('error' in frame) return frame.error;
  const { org } = principal;
  switch (frame.action) {
    case 'subscribe':
      return subscribe(deps, connectionId, principal, frame);
    case 'unsubscribe':
      await deps.connections.unsubscribe(connectionId, org, frame.topics);
      return { type: 'unsubscribed', topics: frame.topics };
    case 'ack':
      await Promise.all(
        Object.entries(frame.seen).map(([topic, seen]) =>
          deps.connections.acknowledge(connectionId, { org, topic }, seen),
        ),
      );
      return { type: 'acked' };
    case 'ping':
      return { type: 'pong' };
  }
}

/** What every frame has around it: who sent it, and an error frame where something fails. */
export const askRoute = (
  logger: Parameters<typeof socketRoute>[0],
  connected: Parameters<typeof connectedPrincipal>[0],
) =>
  socketRoute<WithPrincipal<SocketEvent>>(logger, () =>
    frameReply(errorFrame('internal_error', 'Something went wrong here; the same frame may be sent again')),
  ).use(
    connectedPrincipal(connected, () =>
      frameReply(errorFrame('token_expired', 'The credential of this connection has ended; connect with a new one')),
    ),
  );

const env = parseEnv(liveAskEnv);
const document = documentClient();
const connections = createLiveConnections(document, env.LIVE_TABLE_NAME, Date.now);

export const handler = askRoute(createLogger('streaming'), { connections, now: Date.now }).handler(
  createLiveAsk({
    connections,
    lists: createListReader(document, env.FEATURES_TABLE_NAME, env.FEATURES_VERSION),
    read: createPartReader(document, env.FEATURES_TABLE_NAME, env.FEATURES_VERSION),
    rates: createLiveRates(document, env.LIVE_TABLE_NAME, Date.now),
    verdicts: createLatestVerdicts(document, env.LIVE_TABLE_NAME),
    topics: createLiveTopics(document, env.LIVE_TABLE_NAME, Date.now),
    sink: createLiveSink(managementClient()),
    tick: createSendTicks({
      client: new SQSClient(boundedCalls(2_000)),
      url: env.LIVE_QUEUE_URL,
      slotMs: env.SLOT_SECONDS * 1000,
      now: Date.now,
    }),
    mostTopics: env.MOST_TOPICS,
    now: Date.now,
  }),
);
