import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import { boundedCalls, documentClient } from '../shared/deps';
import { createLogger } from '../shared/logger';
import { logContext } from '../shared/middleware/log-context';
import { parseEnv } from '../shared/parse-env';
import { createSendTicks, type SendTicks } from './adapters/live-ticks';
import { createLiveTopics, type LiveTopics } from './adapters/live-topics';
import { liveRefreshEnv } from './env';

export interface LiveRefreshDeps {
  readonly topics: Pick<LiveTopics, 'watched'>;
  readonly tick: SendTicks;
}

/**
 * Has every topic that is watched published again, each minute: windows move on without an event, and a tick that a crash kept from being sent is
 * made good for. Where a view is as it was, nobody is sent anything.
 */
export function createLiveRefresh({ topics, tick }: LiveRefreshDeps) {
  return async (): Promise<{ readonly topics: number }> => {
    const watched = await topics.watched();
    await tick(watched);
    return { topics: watched.length };
  };
}

const env = parseEnv(liveRefreshEnv);

export const handler = middy()
  .use(logContext(createLogger('streaming')))
  .handler(
    createLiveRefresh({
      topics: createLiveTopics(documentClient(), env.LIVE_TABLE_NAME, Date.now),
      tick: createSendTicks({
        client: new SQSClient(boundedCalls(2_000)),
        url: env.LIVE_QUEUE_URL,
        slotMs: env.SLOT_SECONDS * 1000,
        now: Date.now,
      }),
    }),
  );
