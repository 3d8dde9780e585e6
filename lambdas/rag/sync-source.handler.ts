import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import { auditLog } from '../shared/audit-deps';
import { boundedCalls, documentClient } from '../shared/deps';
import { createLogger } from '../shared/logger';
import { createMetrics } from '../shared/metrics';
import { flushMetrics } from '../shared/middleware/flush-metrics';
import { logContext } from '../shared/middleware/log-context';
import { parseEnv } from '../shared/parse-env';
import { createDocumentStore } from './adapters/document-store';
import { createSendWork } from './adapters/ingest-queue';
import { createSourceDocuments } from './adapters/source-documents';
import { createSourceObjects } from './adapters/source-objects';
import { createSourceStore } from './adapters/source-store';
import { createConnector } from './connectors/create-connector';
import { createReadCredentials } from './connectors/credentials';
import { syncSourceEnv } from './env';
import { createSyncSource, type SyncResult } from './sync-source';

const env = parseEnv(syncSourceEnv);
const logger = createLogger('rag');
const metrics = createMetrics('rag');
const document = documentClient();
/** Originals of 50 MB take their time. */
const s3 = new S3Client(boundedCalls(60_000));
const credentials = createReadCredentials(new SecretsManagerClient(boundedCalls(5_000)));

export const handler = middy<unknown, SyncResult>()
  .use(logContext(logger))
  .use(flushMetrics(metrics))
  .handler(
    createSyncSource({
      sources: env.SOURCES,
      store: createSourceStore(document, env.DOCUMENTS_TABLE_NAME, Date.now),
      documents: createSourceDocuments({
        heads: createDocumentStore({ document, tableName: env.DOCUMENTS_TABLE_NAME, now: Date.now }),
        s3,
        bucket: env.ORIGINALS_BUCKET_NAME,
        send: createSendWork(new SQSClient(boundedCalls(5_000)), env.INGEST_QUEUE_URL),
        newId: randomUUID,
      }),
      connect: (source, mapper, inventory) =>
        createConnector(source, {
          inventory,
          mapper,
          credentials,
          objects: createSourceObjects(s3),
          fetch,
          wait: (ms, signal) => setTimeout(ms, undefined, { signal }),
          now: Date.now,
        }),
      newId: randomUUID,
      now: Date.now,
      audit: auditLog(env, logger),
      metrics,
      logger,
    }),
  );
