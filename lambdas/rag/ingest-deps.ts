import { createHash } from 'node:crypto';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod/mini';
import { auditLog } from '../shared/audit-deps';
import { boundedCalls, brakeReader, documentClient, once } from '../shared/deps';
import type { Logger } from '../shared/logger';
import type { Metrics } from '../shared/metrics';
import { createAnswerRemoval } from './adapters/answer-cache';
import { createBedrockEmbedder } from './adapters/bedrock-embedder';
import { createIndexWriter } from './adapters/index-writer';
import { createHide, createSendWork } from './adapters/ingest-queue';
import { createIngestStore } from './adapters/ingest-store';
import { createOriginals } from './adapters/originals';
import { createSearchClient } from './adapters/search-client';
import { answerIndexNameOf, CHUNKS_ALIAS, indexNameOf } from './domain/index-name';
import type { ingestEnv } from './env';
import type { IngestDeps } from './ingest.handler';
import type { DocumentReading, Scanner } from './ingest-ports';
import { ingestReport } from './ingest-report';
import { createIngestion } from './ingestion';

/** Everything the worker works with. */
export function ingestDeps(env: z.infer<typeof ingestEnv>, logger: Logger, metrics: Metrics): IngestDeps {
  const document = documentClient();
  const search = createSearchClient(env.SEARCH_ENDPOINT);
  const bedrock = new BedrockRuntimeClient({ ...boundedCalls(10_000), maxAttempts: 6, retryMode: 'adaptive' });
  const queue = new SQSClient(boundedCalls(5_000));
  const send = createSendWork(queue, env.INGEST_QUEUE_URL);
  const hide = createHide(queue, env.INGEST_QUEUE_URL);
  const ingestion = createIngestion({
    store: createIngestStore({ document, tableName: env.DOCUMENTS_TABLE_NAME, now: Date.now }),
    // Originals of 50 MB take their time.
    originals: createOriginals(new S3Client(boundedCalls(60_000)), env.ORIGINALS_BUCKET_NAME),
    reading: readingWhenNeeded(),
    scanner: scannerWhenNeeded(env.ORIGINALS_BUCKET_NAME),
    embedder: createBedrockEmbedder(bedrock, env.EMBEDDING),
    index: createIndexWriter(search, { index: indexNameOf(env.EMBEDDING), alias: CHUNKS_ALIAS }),
    answers: { removeNaming: createAnswerRemoval(search, answerIndexNameOf(env.EMBEDDING)) },
    send,
    hash: (bytes) => createHash('sha256').update(bytes).digest('hex'),
    report: ingestReport(auditLog(env, logger), metrics),
  });
  const brake = brakeReader(document, env.PLATFORM_TABLE_NAME, logger);
  return { ingestion, brake, hide, send, maxReceives: env.MAX_RECEIVE_COUNT, logger };
}

/** Loaded with the first document: changes of permissions need none of it. */
function readingWhenNeeded(): DocumentReading {
  const load = once(async () => (await import('./document-reading')).documentReading);
  return {
    read: async (...given) => (await load()).read(...given),
    readScan: async (scan) => (await load()).readScan(scan),
  };
}

/** Loaded with the first scan, for most documents are none. */
function scannerWhenNeeded(bucket: string): Scanner {
  const load = once(async () => {
    const { TextractClient } = await import('@aws-sdk/client-textract');
    const { createTextractScanner } = await import('./adapters/textract-scanner');
    return createTextractScanner(new TextractClient(boundedCalls(10_000)), bucket);
  });
  return {
    start: async (...given) => (await load()).start(...given),
    look: async (...given) => (await load()).look(...given),
  };
}
