import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type BrakeReader, createBrakeReader } from './brake';
import type { Logger } from './logger';
import { createBrakeStore } from './stores/brake-store';

/**
 * Client options under which a call ends in time to answer: few attempts, each with its own limits.
 *
 * @param requestMs milliseconds that one attempt may take
 * @param maxAttempts 1 where the caller tries again, or pays for each
 */
export const boundedCalls = (requestMs: number, maxAttempts = 3) => ({
  maxAttempts,
  // Without the last, the SDK only logs that a call took too long, and goes on waiting.
  requestHandler: { connectionTimeout: 1_000, requestTimeout: requestMs, throwOnRequestTimeout: true },
});

/**
 * Client options for HTTP/1 calls whose answer streams: it may take its time, but not be silent.
 *
 * @param silenceMs milliseconds without a byte after which a call, or its stream, has broken
 */
export const streamingCalls = (silenceMs: number) => ({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, socketTimeout: silenceMs },
});

/** DynamoDB with plain JavaScript values; undefined fields are left out of items. */
export const documentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(boundedCalls(2_000)), {
    marshallOptions: { removeUndefinedValues: true },
  });

export function brakeReader(document: DynamoDBDocumentClient, platformTable: string, logger: Logger): BrakeReader {
  const store = createBrakeStore(document, platformTable);
  return createBrakeReader({
    read: store.read,
    now: Date.now,
    onError: (error) => logger.error('Cost brake could not be read', error as Error),
  });
}

/** Makes what it is asked for at the first time, and gives the same afterwards. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
