import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { boundedCalls } from '../shared/deps';
import { createLogger, type Logger } from '../shared/logger';
import { createMetrics } from '../shared/metrics';
import { flushMetrics } from '../shared/middleware/flush-metrics';
import { logContext } from '../shared/middleware/log-context';
import { parseEnv } from '../shared/parse-env';
import { createHideMessage, type HideMessage } from './adapters/hide-message';
import { type ImageRef, parseObjectKey } from './domain/images/image-ref';
import { screenImageEnv } from './env';
import { screeningDeps } from './screen-image-deps';
import { createScreening, type Screening } from './screening';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
const objectCreated = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  detail: z.object({ object: z.object({ key: z.string() }) }),
});

/** Seconds until an image is looked at again: four times as long after each further try. */
const againAfter = (receives: number): number => 5 * 4 ** (receives - 1);

export interface ScreenImageDeps {
  readonly screening: Screening;
  readonly hide: HideMessage;
  /** Receives after which the queue gives a message to the dead letters. */
  readonly maxReceives: number;
  readonly logger: Pick<Logger, 'error'>;
}

/** @throws Error for a message that is about no image */
function imageOf(body: string): ImageRef {
  const { key } = objectCreated.parse(JSON.parse(body)).detail.object;
  const ref = parseObjectKey(key);
  if (!ref) throw new Error('The object is no image');
  return ref;
}

/**
 * Looks at images that were uploaded. The last receive attempts nothing: attempts may have ended with the process, and could not tell. It
 * ends the wait, and leaves the message to the dead letters; the one before no longer waits for a model that does not answer.
 */
export function createScreenImage({ screening, hide, maxReceives, logger }: ScreenImageDeps) {
  async function attempt(body: string, receives: number): Promise<void> {
    const ref = imageOf(body);
    if (receives < maxReceives) return screening.screen(ref, receives >= maxReceives - 1);
    await screening.giveUp(ref);
    throw new Error(`Given up after ${maxReceives - 1} attempts`);
  }

  async function isDone({ body, attributes, receiptHandle }: SQSRecord): Promise<boolean> {
    const receives = Number(attributes.ApproximateReceiveCount);
    try {
      await attempt(body, receives);
      return true;
    } catch (error) {
      logger.error('An image could not be looked at', error as Error);
      const seconds = receives >= maxReceives ? 0 : againAfter(receives);
      await hide(receiptHandle, seconds).catch((reason: unknown) =>
        logger.error('A message could not be put off; it comes again later', reason as Error),
      );
      return false;
    }
  }

  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchItemFailure[] = [];
    for (const record of Records)
      if (!(await isDone(record))) batchItemFailures.push({ itemIdentifier: record.messageId });
    return { batchItemFailures };
  };
}

const env = parseEnv(screenImageEnv);
const logger = createLogger('streaming');
const metrics = createMetrics('streaming');

export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(logContext(logger))
  .use(flushMetrics(metrics))
  .handler(
    createScreenImage({
      screening: createScreening(screeningDeps(env, logger, metrics)),
      hide: createHideMessage(new SQSClient(boundedCalls(2_000)), env.IMAGES_QUEUE_URL),
      maxReceives: env.MAX_RECEIVE_COUNT,
      logger,
    }),
  );
