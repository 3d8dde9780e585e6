import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { S3Client } from '@aws-sdk/client-s3';
import type * as z from 'zod/mini';
import { createAsking } from '../shared/asking';
import { backoff } from '../shared/backoff';
import { boundedCalls, documentClient } from '../shared/deps';
import { circuitsInMemory, createCircuitBreaker } from '../shared/domain/circuit-breaker';
import { sha256 } from '../shared/hash';
import type { Logger } from '../shared/logger';
import type { Metrics } from '../shared/metrics';
import { readCase } from './adapters/case-items';
import { createVersionReader } from './adapters/case-writer';
import { decodeImage } from './adapters/decode-image';
import { createDetectLabels } from './adapters/detect-labels';
import { createEventLog, eventClient } from './adapters/event-log';
import { imageBudgetKey } from './adapters/image-items';
import { createImageObjects } from './adapters/image-objects';
import { createImageStore } from './adapters/image-store';
import type { screenImageEnv } from './env';
import { createModelAllowance } from './model-allowance';
import type { ScreeningDeps } from './screening';
import { createWaking } from './waking';

/** Milliseconds that one call of Rekognition may take, and all attempts for an image. */
const CALL_MS = 4_000;
const LABEL_MS = 10_000;

/** What images are looked at with in a function. */
export function screeningDeps(
  env: z.infer<typeof screenImageEnv>,
  logger: Logger,
  metrics: Pick<Metrics, 'add'>,
): ScreeningDeps {
  const document = documentClient();
  const { ITEMS_TABLE_NAME: table, IMAGES_BUCKET_NAME: bucket } = env;
  const store = createImageStore({ document, table, keptDays: env.CASE_DAYS });
  const versionOf = createVersionReader(document, table);
  const budget = { perMonth: env.IMAGE_CALLS_A_MONTH, burst: env.IMAGE_CALLS_BURST };
  const onError = (error: unknown) => logger.error('Rekognition does not answer', error as Error);
  return {
    store,
    read: createImageObjects(new S3Client(boundedCalls(10_000)), bucket),
    sha256,
    decode: decodeImage,
    label: createAsking({
      ...{ target: 'rekognition', mostMs: LABEL_MS, onError },
      call: createDetectLabels(new RekognitionClient(boundedCalls(CALL_MS)), bucket),
      breaker: createCircuitBreaker(circuitsInMemory(), Date.now),
      limit: (ms) => AbortSignal.timeout(ms),
    }),
    takeCall: createModelAllowance({
      ...{ document, table, budget, random: Math.random, keyOf: imageBudgetKey },
      ...{ platformTable: env.PLATFORM_TABLE_NAME, logger },
    }),
    wake: createWaking({
      store,
      async caseOf(org, id, version) {
        const item = await versionOf(org, id, version);
        return item && readCase(item);
      },
      append: createEventLog({
        client: eventClient(),
        stream: env.EVENTS_STREAM_NAME,
        pause: backoff(Math.random),
        onError: (error) => logger.error('The stream took no events', error as Error),
      }),
      now: Date.now,
    }),
    now: Date.now,
    metrics,
    onRefusal: (reason) => logger.warn('An image is not taken', { reason }),
  };
}
