import middy from '@middy/core';
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { documentClient } from '../shared/deps';
import { createLogger } from '../shared/logger';
import { createMetrics } from '../shared/metrics';
import { flushMetrics } from '../shared/middleware/flush-metrics';
import { logContext } from '../shared/middleware/log-context';
import { parseEnv } from '../shared/parse-env';
import type { ModerationCase } from './domain/cascade/moderation-case';
import type { Poison } from './domain/events/read-record';
import { moderateEnv } from './env';
import { moderatingDeps } from './moderate-deps';
import { createModerating, type Moderate, type Moderated } from './moderating';
import { lazyParking } from './parking-deps';
import { failuresFrom, type ParkingDeps, type PlacedEvent, type PlacedPoison, parkAll, readBatch } from './read-batch';
import { tellingVerdictsOf } from './telling-deps';
import type { TellVerdicts } from './telling-verdicts';

export interface ModerateDeps extends ParkingDeps {
  readonly moderate: Moderate;
  /** Of what was judged, for live views. */
  readonly tell: TellVerdicts;
}

/** Items that are judged at the same time: most of their time is waiting. */
const AT_ONCE = 16;

const versionTaken: Poison = {
  reason: 'version_taken',
  detail: 'data.version: something else was submitted before as this version; a change is a new version',
};

/**
 * Judges the items of a batch, each version once. What contradicts an item that was judged is put aside; what is no event is left to the
 * reader that counts, which puts it aside once for all. From the first item on that has no case in the end, the batch comes again.
 */
export function createModerate(deps: ModerateDeps) {
  return async ({ Records }: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> => {
    const items = readBatch(Records).events.filter(({ event }) => event.type === 'content.submitted');
    const { judged, conflicts, failed } = await judgeAll(deps, items);
    await deps.tell(judged);
    const unparked = await parkAll(deps, Records, conflicts);
    return failuresFrom(Records, Math.min(...unparked, ...failed));
  };
}

/** Judges until one fails: where the store is away, the others would only wait for it too. */
async function judgeAll({ moderate, metrics, logger }: ModerateDeps, items: readonly PlacedEvent[]) {
  const waiting = [...items];
  const judged: ModerationCase[] = [];
  const conflicts: PlacedPoison[] = [];
  const failed: number[] = [];

  async function judgeNext(): Promise<void> {
    const item = waiting.shift();
    if (!item) return;
    try {
      const moderated = await moderate(item.event);
      count(metrics, moderated);
      if (moderated.kind === 'judged') judged.push(moderated.case);
      if (moderated.kind === 'conflict')
        conflicts.push({ poison: { ...versionTaken, org: item.event.org }, index: item.index });
    } catch (error) {
      logger.error('An item could not be judged; it comes again', error as Error);
      failed.push(item.index, ...waiting.splice(0).map(({ index }) => index));
    }
    return judgeNext();
  }

  await Promise.all(Array.from({ length: AT_ONCE }, judgeNext));
  return { judged, conflicts, failed };
}

function count(metrics: ModerateDeps['metrics'], moderated: Moderated): void {
  if (moderated.kind === 'duplicate') metrics.add('ModerationDuplicates', 'Count', 1);
  // What waits for its images is counted when it is judged with them.
  if (moderated.kind !== 'judged' || moderated.case.awaits) return;
  const { verdict, path } = moderated.case;
  const last = path.at(-1);
  metrics.add(verdict ? { approve: 'Approved', reject: 'Rejected' }[verdict.decision] : 'Held', 'Count', 1);
  metrics.add(`JudgedByTier${last?.tier ?? 1}`, 'Count', 1);
  // Shares of all items, and of those that asked the classifier: so zeros count.
  metrics.add('Unjudged', 'Count', last?.outcome === 'unavailable' ? 1 : 0);
  const classified = path.find(({ tier }) => tier === 2);
  if (classified) metrics.add('ClassifierUnavailable', 'Count', classified.outcome === 'unavailable' ? 1 : 0);
}

const env = parseEnv(moderateEnv);
const logger = createLogger('streaming');
const metrics = createMetrics('streaming');

export const handler = middy<KinesisStreamEvent, KinesisStreamBatchResponse>()
  .use(logContext(logger))
  .use(flushMetrics(metrics))
  .handler(
    createModerate({
      moderate: createModerating(moderatingDeps(env, logger)),
      tell: tellingVerdictsOf(documentClient(), env, logger),
      park: lazyParking(env.PARKED_BUCKET_NAME, 'moderate'),
      metrics,
      logger,
    }),
  );
