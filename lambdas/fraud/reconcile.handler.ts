import { S3Client } from '@aws-sdk/client-s3';
import middy from '@middy/core';
import * as z from 'zod/mini';
import { boundedCalls, documentClient } from '../shared/deps';
import { createLogger, type Logger } from '../shared/logger';
import { createMetrics, type Metrics } from '../shared/metrics';
import { flushMetrics } from '../shared/middleware/flush-metrics';
import { logContext } from '../shared/middleware/log-context';
import { parseEnv } from '../shared/parse-env';
import { createAuditBucket } from './adapters/audit-bucket';
import { createToldStore } from './adapters/told-store';
import { hourOf } from './domain/decision/told-place';
import { isFault } from './domain/reconcile/findings';
import { reconcileEnv } from './env';
import { createReconciling, type Reconciled, type ReconcilingDeps } from './reconciling';

const HOUR_MS = 3_600_000;

/** Hours after its begin in which what an hour told has arrived: its own, and two more for what was late. */
const AFTER_HOURS = 3;

/** Findings that the log names; the answer has all of them. */
const MOST_LOGGED = 100;

/** A schedule's event has no hour; who runs it by hand may say which one. */
const eventSchema = z.object({ hour: z.optional(z.string()) });

export interface ReconcileDeps {
  readonly reconciling: ReconcilingDeps;
  readonly metrics: Pick<Metrics, 'add'>;
  readonly logger: Pick<Logger, 'error' | 'info'>;
}

/** Compares an hour: the one that is named, else the last one of which all should have arrived. Running it again changes nothing. */
export function createReconcile({ reconciling, metrics, logger }: ReconcileDeps) {
  return async (event: unknown): Promise<Reconciled> => {
    const { hour = hourOf(reconciling.now() - AFTER_HOURS * HOUR_MS) } = eventSchema.parse(event);
    const result = await createReconciling(reconciling)(hour);
    const { findings, faults, ...counts } = result;
    metrics.add('Unreconciled', 'Count', faults);
    metrics.add('AuditDoubled', 'Count', findings.filter((finding) => !isFault(finding)).length);
    for (const finding of findings.filter(isFault).slice(0, MOST_LOGGED))
      logger.error('Decisions, histories and audit records do not agree', { hour, ...finding });
    logger.info('An hour was compared', { ...counts, faults });
    return result;
  };
}

const env = parseEnv(reconcileEnv);
const logger = createLogger('fraud');
const metrics = createMetrics('fraud');

export const handler = middy<unknown, Reconciled>()
  .use(logContext(logger))
  .use(flushMetrics(metrics))
  .handler(
    createReconcile({
      reconciling: {
        table: createToldStore({
          document: documentClient(),
          decisionsTable: env.DECISIONS_TABLE_NAME,
          historiesTable: env.HISTORIES_TABLE_NAME,
        }),
        audit: createAuditBucket(new S3Client(boundedCalls(60_000)), env.AUDIT_BUCKET_NAME),
        now: Date.now,
        ledgerParts: env.LEDGER_PARTS,
      },
      metrics,
      logger,
    }),
  );
