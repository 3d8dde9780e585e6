import middy from '@middy/core';
import * as z from 'zod/mini';
import { documentClient } from '../shared/deps';
import { createLogger, type Logger } from '../shared/logger';
import { createMetrics, type Metrics } from '../shared/metrics';
import { flushMetrics } from '../shared/middleware/flush-metrics';
import { logContext } from '../shared/middleware/log-context';
import { parseEnv } from '../shared/parse-env';
import { createWaitingReader } from './adapters/waiting-reader';
import { createReviewAges, type ReviewAges, type ReviewMinutes, type Waiting } from './domain/cascade/review-ages';
import { watchReviewsEnv } from './env';

export interface WatchReviewsDeps {
  /** Everything that waits for a person. */
  readonly waiting: () => AsyncIterable<Waiting>;
  readonly should: ReviewMinutes;
  readonly metrics: Pick<Metrics, 'add'>;
  readonly logger: Pick<Logger, 'info'>;
}

/** As a schedule tells it. */
const eventSchema = z.object({ time: z.iso.datetime() });

/** How long reviews wait, as of the event's time. Each metric is billed: where nothing waits there is none. */
export function createWatchReviews({ waiting, should, metrics, logger }: WatchReviewsDeps) {
  return async (event: unknown): Promise<ReviewAges> => {
    const watched = createReviewAges(should, Date.parse(eventSchema.parse(event).time));
    for await (const one of waiting()) watched.add(one);
    const ages = watched.ages();
    if (ages.waiting > 0) {
      metrics.add('ReviewsWaiting', 'Count', ages.waiting);
      metrics.add('ReviewsOverdue', 'Count', ages.overdue);
    }
    for (const [severity, minutes] of Object.entries(ages.oldestMinutes))
      metrics.add(`OldestReviewSeverity${severity}`, 'None', minutes);
    logger.info('Reviews that wait', { ...ages });
    return ages;
  };
}

const env = parseEnv(watchReviewsEnv);
const logger = createLogger('streaming');
const metrics = createMetrics('streaming');

export const handler = middy<unknown, ReviewAges>()
  .use(logContext(logger))
  .use(flushMetrics(metrics))
  .handler(
    createWatchReviews({
      waiting: createWaitingReader(documentClient(), env.ITEMS_TABLE_NAME),
      should: env.REVIEW_MINUTES,
      ...{ metrics, logger },
    }),
  );
