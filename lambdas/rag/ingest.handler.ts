import middy from '@middy/core';
import type { Context, SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { BrakeReader } from '../shared/brake';
import { brakeReader, documentClient } from '../shared/deps';
import { createLogger, type Logger } from '../shared/logger';
import { createMetrics } from '../shared/metrics';
import { flushMetrics } from '../shared/middleware/flush-metrics';
import { logContext } from '../shared/middleware/log-context';
import { parseEnv } from '../shared/parse-env';
import { createHide, createSendWork, type Hide, MAX_DELAY_SECONDS } from './adapters/ingest-queue';
import type { DocumentKey } from './domain/original-key';
import { parseWork, type Work } from './domain/work';
import { ingestEnv } from './env';
import { ingestDeps, queueClient } from './ingest-deps';
import type { AnswerCache, SendWork } from './ingest-ports';
import { createIngestion, type Ingestion } from './ingestion';
import { createReindexing, type Reindexing } from './reindexing';

/** Milliseconds kept of the function's time for telling how a message ended, and least time in which one is begun. */
const ENDING_MS = 15_000;
const LEAST_MS = 60_000;

/** Seconds for which a message is hidden while the cost brake is set: as long as it may be too late after the brake's end. */
const BRAKED_SECONDS = 3_600;

/** Seconds until a message that failed is tried again: four times as long after each further try, in bounds. */
const retrySeconds = (receives: number): number => Math.min(15 * 4 ** (receives - 1), 900);

export interface IngestDeps {
  readonly ingestion: Ingestion;
  readonly reindexing: Reindexing;
  readonly answers: Pick<AnswerCache, 'purge'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly brake: BrakeReader;
  readonly hide: Hide;
  readonly send: SendWork;
  /** Receives after which the queue gives a message to the dead letters. */
  readonly maxReceives: number;
  readonly logger: Pick<Logger, 'appendKeys' | 'error' | 'info'>;
}

type OfUpload = Extract<Work, { uploadId: string }>;

const isOfUpload = (work: Work): work is OfUpload => 'uploadId' in work;

/** Work that has a model called. */
const isCostly = (work: Work): boolean => isOfUpload(work) || work.kind === 'reindex' || work.kind === 'copy';

/** The document alone: what is sent on from it must not carry this message's own fields. */
const keyOf = ({ orgHash, documentId }: DocumentKey): DocumentKey => ({ orgHash, documentId });

/** What became of a message: `later` when it has to be received again. */
type Outcome = 'done' | 'later';

/**
 * Works off the ingest queue. The last receive of a message about an upload attempts nothing: attempts may have ended with the process,
 * and could not tell. It ends the ingestion, and leaves the message to the dead letters.
 */
export function createIngest({
  ingestion,
  reindexing,
  answers,
  now,
  brake,
  hide,
  send,
  maxReceives,
  logger,
}: IngestDeps) {
  async function attempt(work: Work, signal: AbortSignal): Promise<void> {
    switch (work.kind) {
      case 'uploaded':
        return ingestion.ingest(keyOf(work), work.uploadId, signal);
      case 'ingest':
        return ingestion.ingest(keyOf(work), work.uploadId, signal, work.request);
      case 'scanned':
        return ingestion.look(work, signal);
      case 'permissions':
        return ingestion.changePermissions(keyOf(work));
      case 'delete':
        return ingestion.erase(keyOf(work), work.sweep === true);
      case 'reindex':
        return reindexing.walk(work.pass);
      case 'copy':
        return reindexing.copy(keyOf(work), work.index, signal);
      case 'drop':
        return reindexing.drop(work.index);
      case 'purge':
        if (await answers.purge(now())) await send(work);
    }
  }

  /**
   * What costs money per call waits until the brake is released. Waiting does not use up the message's receives: before the last
   * one it is sent anew.
   */
  async function hold(work: Work, record: SQSRecord, receives: number): Promise<Outcome> {
    logger.info('Ingestion waits for the cost brake');
    if (isOfUpload(work)) await ingestion.hold(keyOf(work), work.uploadId);
    if (receives < maxReceives - 1) {
      await hide(record.receiptHandle, BRAKED_SECONDS);
      return 'later';
    }
    await send(work, MAX_DELAY_SECONDS);
    return 'done';
  }

  async function handleRecord(record: SQSRecord, context: Context): Promise<Outcome> {
    const work = parseWork(record.body);
    const receives = Number(record.attributes.ApproximateReceiveCount);
    const documentId = 'documentId' in work ? work.documentId : undefined;
    logger.appendKeys({ work: work.kind, documentId, receives });
    if (isCostly(work) && (await brake())) return hold(work, record, receives);
    if (isOfUpload(work) && receives >= maxReceives) {
      await ingestion.abandon(keyOf(work), work.uploadId, work.kind === 'scanned' ? work.version : undefined);
      throw new Error(`Given up after ${maxReceives - 1} attempts`);
    }
    const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - ENDING_MS));
    await attempt(work, signal);
    return 'done';
  }

  /** Without it, what failed would be tried again only when the queue's own time is over, an hour later. */
  async function retryLater(record: SQSRecord): Promise<void> {
    const receives = Number(record.attributes.ApproximateReceiveCount);
    const seconds = receives >= maxReceives ? 0 : retrySeconds(receives);
    await hide(record.receiptHandle, seconds).catch((error: Error) => logger.error('Message not put off', error));
  }

  async function outcomeOf(record: SQSRecord, context: Context): Promise<Outcome> {
    try {
      if (context.getRemainingTimeInMillis() < LEAST_MS) {
        await hide(record.receiptHandle, 0);
        return 'later';
      }
      return await handleRecord(record, context);
    } catch (error) {
      logger.error('Work on a document failed', error as Error);
      await retryLater(record);
      return 'later';
    }
  }

  return async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchItemFailure[] = [];
    for (const record of Records) {
      if ((await outcomeOf(record, context)) === 'later') batchItemFailures.push({ itemIdentifier: record.messageId });
    }
    return { batchItemFailures };
  };
}

const env = parseEnv(ingestEnv);
const logger = createLogger('rag');
const metrics = createMetrics('rag');
const document = documentClient();
const queue = queueClient();
const deps = ingestDeps(env, document, queue, logger, metrics);

export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(logContext(logger))
  .use(flushMetrics(metrics))
  .handler(
    createIngest({
      ingestion: createIngestion(deps.ingestion),
      reindexing: createReindexing(deps.reindexing),
      answers: deps.answers,
      now: Date.now,
      brake: brakeReader(document, env.PLATFORM_TABLE_NAME, logger),
      hide: createHide(queue, env.INGEST_QUEUE_URL),
      send: createSendWork(queue, env.INGEST_QUEUE_URL),
      maxReceives: env.MAX_RECEIVE_COUNT,
      logger,
    }),
  );
