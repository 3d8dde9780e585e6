import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { BrakeReader } from '../shared/brake';
import { createLogger, type Logger } from '../shared/logger';
import { createMetrics } from '../shared/metrics';
import { flushMetrics } from '../shared/middleware/flush-metrics';
import { logContext } from '../shared/middleware/log-context';
import { parseEnv } from '../shared/parse-env';
import type { DocumentKey } from './domain/original-key';
import { parseWork, type Work } from './domain/work';
import { ingestEnv } from './env';
import { ingestDeps } from './ingest-deps';
import type { SendWork } from './ingest-ports';
import type { Ingestion } from './ingestion';

/** Milliseconds kept back from the function's time: what is begun then ends in order. */
const MARGIN_MS = 15_000;
/** Seconds after which work that the cost brake holds up is looked at again. */
const BRAKED_SECONDS = 900;

export interface IngestDeps {
  readonly ingestion: Ingestion;
  readonly brake: BrakeReader;
  readonly send: SendWork;
  /** Receives of a message after which it goes to the dead letters. */
  readonly maxReceives: number;
  readonly logger: Pick<Logger, 'error' | 'appendKeys'>;
}

/** The worker of the ingest queue. What fails is received again; what failed for the last time says so to whoever uploaded it. */
export function createIngest({ ingestion, brake, send, maxReceives, logger }: IngestDeps) {
  async function work(task: Work, signal: AbortSignal): Promise<void> {
    const key = keyOf(task);
    switch (task.kind) {
      case 'uploaded':
        return ingestion.ingest(key, task.uploadId, signal);
      case 'ingest':
        return ingestion.ingest(key, task.uploadId, signal, task.request);
      case 'scanned':
        return ingestion.look(task, signal);
      case 'permissions':
        return ingestion.changePermissions(key);
      case 'delete':
        return ingestion.erase(key, task.sweep ?? false);
    }
  }

  /** Reading and embedding cost money, and wait while the stage's brake is set; permissions and deletions never do. */
  async function held(task: Work): Promise<boolean> {
    if (task.kind !== 'uploaded' && task.kind !== 'ingest') return false;
    if ((await brake()) === undefined) return false;
    await ingestion.hold(keyOf(task), task.uploadId);
    await send(task, BRAKED_SECONDS);
    return true;
  }

  async function attempt({ body, attributes }: SQSRecord, signal: AbortSignal): Promise<void> {
    const task = parseWork(body);
    logger.appendKeys({ work: task.kind, documentId: task.documentId });
    try {
      if (!(await held(task))) await work(task, signal);
    } catch (error) {
      if (Number(attributes.ApproximateReceiveCount) >= maxReceives) await abandon(task);
      throw error;
    }
  }

  async function abandon(task: Work): Promise<void> {
    if (task.kind === 'permissions' || task.kind === 'delete') return;
    await ingestion.abandon(keyOf(task), task.uploadId, task.kind === 'scanned' ? task.version : undefined);
  }

  return async (
    { Records }: SQSEvent,
    { getRemainingTimeInMillis }: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<SQSBatchResponse> => {
    const signal = AbortSignal.timeout(Math.max(0, getRemainingTimeInMillis() - MARGIN_MS));
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const record of Records) {
      try {
        await attempt(record, signal);
      } catch (error) {
        logger.error('Work on a document failed', error as Error);
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    return { batchItemFailures };
  };
}

const keyOf = ({ orgHash, documentId }: Work): DocumentKey => ({ orgHash, documentId });

const env = parseEnv(ingestEnv);
const logger = createLogger('rag');
const metrics = createMetrics('rag');

export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(logContext(logger))
  .use(flushMetrics(metrics))
  .handler(createIngest(ingestDeps(env, logger, metrics)));
