import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { boundedCalls, documentClient } from '../shared/deps';
import { createLogger, type Logger } from '../shared/logger';
import { createMetrics } from '../shared/metrics';
import { flushMetrics } from '../shared/middleware/flush-metrics';
import { logContext } from '../shared/middleware/log-context';
import { parseEnv } from '../shared/parse-env';
import { managementClient } from '../shared/sinks/management-client';
import { createHideMessage } from './adapters/hide-message';
import { createLatestVerdicts } from './adapters/latest-verdicts';
import { createListReader } from './adapters/list-reader';
import { createLiveConnections } from './adapters/live-connections';
import { createLiveRates } from './adapters/live-rates';
import { createLiveSink } from './adapters/live-sink';
import { tickSchema } from './adapters/live-ticks';
import { createLiveTopics } from './adapters/live-topics';
import { createPartReader } from './adapters/part-reader';
import type { OrgTopic } from './domain/live/topic-key';
import { livePublishEnv } from './env';
import { type PublishingDeps, publish } from './publishing';

/** Seconds after which a tick that failed is tried again. */
const AGAIN_SECONDS = 1;
/** Milliseconds of an invocation that are left for what comes after the last frame. */
const SPARE_MS = 3_000;

export interface LivePublishDeps {
  /** @param until milliseconds since the epoch after which nothing more is sent */
  readonly publish: (of: OrgTopic, until: number) => Promise<void>;
  readonly hide: (receiptHandle: string, seconds: number) => Promise<void>;
  readonly now: () => number;
  readonly logger: Pick<Logger, 'error'>;
}

/** Publishes the topics whose slot is over, each with what it shows now. */
export function createLivePublish({ publish: publishTopic, hide, now, logger }: LivePublishDeps) {
  const again = async ({ messageId, receiptHandle }: SQSRecord, error: unknown): Promise<string> => {
    logger.error('A topic could not be published; it is tried again', error as Error);
    await hide(receiptHandle, AGAIN_SECONDS).catch((reason: unknown) =>
      logger.error('A tick could not be hidden; its topic waits', reason as Error),
    );
    return messageId;
  };
  return async (
    { Records }: SQSEvent,
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<SQSBatchResponse> => {
    const until = now() + context.getRemainingTimeInMillis() - SPARE_MS;
    // Several ticks of a topic are one: it is published as it is now.
    const byTopic = Map.groupBy(Records, ({ body }) => body);
    const failed = await Promise.all(
      [...byTopic].map(async ([body, records]) => {
        try {
          await publishTopic(tickSchema.parse(JSON.parse(body)), until);
          return [];
        } catch (error) {
          return Promise.all(records.map((record) => again(record, error)));
        }
      }),
    );
    return { batchItemFailures: failed.flat().map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

const env = parseEnv(livePublishEnv);
const logger = createLogger('streaming');
const metrics = createMetrics('streaming');
const document = documentClient();

const deps: PublishingDeps = {
  lists: createListReader(document, env.FEATURES_TABLE_NAME, env.FEATURES_VERSION),
  read: createPartReader(document, env.FEATURES_TABLE_NAME, env.FEATURES_VERSION),
  rates: createLiveRates(document, env.LIVE_TABLE_NAME, Date.now),
  verdicts: createLatestVerdicts(document, env.LIVE_TABLE_NAME),
  topics: createLiveTopics(document, env.LIVE_TABLE_NAME, Date.now),
  connections: createLiveConnections(document, env.LIVE_TABLE_NAME, Date.now),
  sink: createLiveSink(managementClient()),
  patience: { frames: env.SLOW_FRAMES, ms: env.SLOW_SECONDS * 1000 },
  now: Date.now,
  random: Math.random,
  metrics,
  onError: (error) => logger.error('A frame could not be sent', error as Error),
};

export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(logContext(logger))
  .use(flushMetrics(metrics))
  .handler(
    createLivePublish({
      publish: (of, until) => publish(deps, of, until),
      hide: createHideMessage(new SQSClient(boundedCalls(2_000)), env.LIVE_QUEUE_URL),
      now: Date.now,
      logger,
    }),
  );
