import middy from '@middy/core';
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { backoff } from '../shared/backoff';
import { documentClient } from '../shared/deps';
import { createLogger } from '../shared/logger';
import { createMetrics } from '../shared/metrics';
import { flushMetrics } from '../shared/middleware/flush-metrics';
import { logContext } from '../shared/middleware/log-context';
import { parseEnv } from '../shared/parse-env';
import { createFeatureStore } from './adapters/feature-store';
import { type CommittingDeps, commitAll } from './committing';
import type { Change } from './domain/features/change';
import type { Admitted } from './domain/features/groups';
import { isLate, type LatePolicy } from './domain/features/lateness';
import { countEnv } from './env';
import { lazyParking } from './parking-deps';
import { failuresFrom, type ParkingDeps, parkAll, readBatch } from './read-batch';
import type { Tell } from './telling';
import { tellingOf } from './telling-deps';

export interface CountDeps extends ParkingDeps {
  readonly committing: CommittingDeps;
  /** Of what came of a batch, for live views. */
  readonly tell: Tell;
  readonly allowedLatenessMs: number;
  readonly latePolicy: LatePolicy;
}

interface Placed extends Admitted {
  /** Place in the batch. */
  readonly index: number;
}

/**
 * Counts a batch of events into features, each once, however often it is delivered or sent. What is no event that it knows is put
 * aside with its reason, and keeps nothing waiting. From the first record on that could be neither counted nor put aside, the batch comes
 * again: what was counted behind it is found to be there.
 */
export function createCount(deps: CountDeps) {
  return async ({ Records }: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> => {
    const { events: read, poisons } = readBatch(Records);
    const unparked = await parkAll(deps, Records, poisons);
    const events = read.map(({ event, index }) => admit(deps, event, index));
    const { uncounted, changes } = await count(deps, events);
    const first = Math.min(uncounted, ...unparked);
    const parked = poisons.flatMap(({ poison }) => poison.org ?? []);
    await deps.tell({ changes, parked });
    return failuresFrom(Records, first);
  };
}

interface Counted {
  /** Place of the first event that was not counted; infinite when all are. */
  readonly uncounted: number;
  readonly changes: readonly Change[];
}

async function count({ committing, metrics, logger }: CountDeps, events: readonly Placed[]): Promise<Counted> {
  let done = 0;
  const changes: Change[] = [];
  try {
    await commitAll(committing, events, (outcome) => {
      done += outcome.taken;
      changes.push(outcome.change);
      metrics.add('Counted', 'Count', outcome.counted);
      metrics.add('Late', 'Count', outcome.late);
      metrics.add('Duplicates', 'Count', outcome.duplicates);
    });
    return { uncounted: Number.POSITIVE_INFINITY, changes };
  } catch (error) {
    logger.error('Events could not be counted; they come again', error as Error);
    return { uncounted: events[done]?.index ?? 0, changes };
  }
}

function admit({ allowedLatenessMs, latePolicy }: CountDeps, event: Admitted['event'], index: number): Placed {
  const late = isLate(event, allowedLatenessMs);
  return { event, late, counts: !late || latePolicy === 'counted', index };
}

const HOUR_SECONDS = 3_600;
const MINUTE_MS = 60_000;
const env = parseEnv(countEnv);
const { LIVE_TABLE_NAME, LIVE_QUEUE_URL, SLOT_SECONDS } = env;
const logger = createLogger('streaming');
const metrics = createMetrics('streaming');
const document = documentClient();

export const handler = middy<KinesisStreamEvent, KinesisStreamBatchResponse>()
  .use(logContext(logger))
  .use(flushMetrics(metrics))
  .handler(
    createCount({
      committing: {
        store: createFeatureStore({
          document,
          table: env.FEATURES_TABLE_NAME,
          eventSeconds: env.EVENT_ID_HOURS * HOUR_SECONDS,
          version: env.FEATURES_VERSION,
          now: Date.now,
        }),
        pause: backoff(Math.random),
      },
      park: lazyParking(env.PARKED_BUCKET_NAME, 'count'),
      tell:
        LIVE_TABLE_NAME && LIVE_QUEUE_URL && SLOT_SECONDS
          ? tellingOf(document, { LIVE_TABLE_NAME, LIVE_QUEUE_URL, SLOT_SECONDS }, logger)
          : async () => undefined,
      allowedLatenessMs: env.ALLOWED_LATENESS_MINUTES * MINUTE_MS,
      latePolicy: env.LATE_EVENTS,
      metrics,
      logger,
    }),
  );
