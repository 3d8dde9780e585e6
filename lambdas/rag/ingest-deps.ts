import { createHash } from 'node:crypto';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod/mini';
import { auditLog } from '../shared/audit-deps';
import { boundedCalls, once } from '../shared/deps';
import type { Logger } from '../shared/logger';
import type { Metrics } from '../shared/metrics';
import { createDocumentPages } from './adapters/document-pages';
import { createIndexCopies } from './adapters/index-copies';
import { createIndexWriter } from './adapters/index-writer';
import { createSendWork } from './adapters/ingest-queue';
import { createIngestStore } from './adapters/ingest-store';
import { createOriginals } from './adapters/originals';
import { createSearchClient } from './adapters/search-client';
import type { ingestEnv } from './env';
import type { AnswerCache, Scanner } from './ingest-ports';
import { ingestReport } from './ingest-report';
import type { IngestionDeps } from './ingestion';
import { rankingModels } from './ranking-models';
import { documentReading } from './reading';
import { reindexReport } from './reindex-report';
import type { ReindexingDeps } from './reindexing';

export const queueClient = (): SQSClient => new SQSClient(boundedCalls(2_000));

/** Vectors of thousands of passages in a row: when the model is throttled, patience is better than starting anew. */
const embeddingCalls = { ...boundedCalls(10_000), maxAttempts: 8 };

/** Loaded with the first document whose pages are pictures, for most are none. */
function scanner(bucket: string): Scanner {
  const loaded = once(async () => {
    const { TextractClient } = await import('@aws-sdk/client-textract');
    const { createTextractScanner } = await import('./adapters/textract-scanner');
    return createTextractScanner(new TextractClient(boundedCalls(10_000)), bucket);
  });
  return {
    start: async (...given) => (await loaded()).start(...given),
    look: async (...given) => (await loaded()).look(...given),
  };
}

/** What the worker works on. */
export function ingestDeps(
  env: z.infer<typeof ingestEnv>,
  document: DynamoDBDocumentClient,
  queue: SQSClient,
  logger: Logger,
  metrics: Metrics,
): { ingestion: IngestionDeps; reindexing: ReindexingDeps; answers: AnswerCache } {
  const { DOCUMENTS_TABLE_NAME: tableName, ORIGINALS_BUCKET_NAME: bucket } = env;
  const client = createSearchClient(env.SEARCH_ENDPOINT);
  const index = createIndexWriter({ client });
  const store = createIngestStore({ document, tableName, now: Date.now });
  const bedrock = new BedrockRuntimeClient(embeddingCalls);
  const { embedderOf } = rankingModels(bedrock, env.MODEL_ENDPOINTS, embeddingCalls);
  const originals = createOriginals(new S3Client(boundedCalls(60_000)), bucket);
  const common = { originals, embedderOf, send: createSendWork(queue, env.INGEST_QUEUE_URL) };
  return {
    ingestion: {
      ...common,
      store,
      reading: documentReading(),
      scanner: scanner(bucket),
      index,
      answers: index,
      hash: (bytes) => createHash('sha256').update(bytes).digest('hex'),
      report: ingestReport({ audit: auditLog(env, logger), metrics, now: Date.now }),
    },
    reindexing: {
      ...common,
      store: { ...store, ...createDocumentPages(document, tableName) },
      index: { ...index, ...createIndexCopies(client) },
      report: reindexReport(logger, metrics),
    },
    answers: index,
  };
}
