import middy from '@middy/core';
import * as z from 'zod/mini';
import { documentClient } from '../shared/deps';
import { createLogger, type Logger } from '../shared/logger';
import { createMetrics, type Metrics } from '../shared/metrics';
import { flushMetrics } from '../shared/middleware/flush-metrics';
import { logContext } from '../shared/middleware/log-context';
import { parseEnv } from '../shared/parse-env';
import { createWatchStore, type WatchStore } from './adapters/watch-store';
import { championReference, championVersion } from './champion';
import { assessDrift, type DriftInput, type DriftReport } from './domain/drift/assess-drift';
import type { DriftSettings } from './domain/drift/drift-settings';
import { featureNames } from './domain/features/features-of';
import { watchDriftEnv } from './env';

const DAY_MS = 86_400_000;

/** Decisions that are looked at; of settled ones more, since frauds are few among them. */
const MOST = { recent: 5_000, settled: 20_000 } as const;

export interface WatchDriftDeps {
  readonly store: WatchStore;
  /** The model that decides. */
  readonly model: Pick<DriftInput, 'version' | 'reference'>;
  readonly settings: DriftSettings;
  readonly metrics: Pick<Metrics, 'add' | 'addMetadata'>;
  readonly logger: Pick<Logger, 'info'>;
}

/** As a schedule tells it. */
const eventSchema = z.object({ time: z.iso.datetime() });

/**
 * Once a day: how far payments, scores and outcomes are from what the champion was made on, as of the event's time. Tells metrics, and
 * its log the rest.
 */
export function createWatchDrift({ store, model, settings, metrics, logger }: WatchDriftDeps) {
  return async (event: unknown): Promise<DriftReport> => {
    const now = Date.parse(eventSchema.parse(event).time);
    const { windowDays, labelDays, least } = settings;
    const windowOf = (to: number, most: number) => ({ from: to - windowDays * DAY_MS, to, most });
    const recent = await store.decisions(windowOf(now, MOST.recent));
    const settled = await store.decisions(windowOf(now - labelDays * DAY_MS, MOST.settled));
    const report = assessDrift({ ...model, featureNames, recent, settled: await store.labelled(settled) }, least);
    tell(metrics, report);
    logger.info('Drift of the champion', { ...report });
    return report;
  };
}

/** Few of them: each metric is billed. What could not be told is no metric, and rings no alarm. */
function tell(
  metrics: WatchDriftDeps['metrics'],
  { features, scorePsi, calibration, feedbackShare }: DriftReport,
): void {
  const [most] = features ?? [];
  if (most) metrics.addMetadata({ driftedMost: most.name });
  const values = {
    DriftPsi: most?.psi,
    ScorePsi: scorePsi,
    CalibrationFactor: calibration?.factor,
    FeedbackShare: feedbackShare,
  };
  for (const [name, value] of Object.entries(values)) if (value !== undefined) metrics.add(name, 'None', value);
}

const env = parseEnv(watchDriftEnv);
const logger = createLogger('fraud');
const metrics = createMetrics('fraud');

export const handler = middy<unknown, DriftReport>()
  .use(logContext(logger))
  .use(flushMetrics(metrics))
  .handler(
    createWatchDrift({
      store: createWatchStore(documentClient(), env.DECISIONS_TABLE_NAME),
      model: { version: championVersion, reference: championReference() },
      settings: env.DRIFT,
      metrics,
      logger,
    }),
  );
