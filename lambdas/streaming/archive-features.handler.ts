import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import middy from '@middy/core';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { boundedCalls } from '../shared/deps';
import { createLogger, type Logger } from '../shared/logger';
import { logContext } from '../shared/middleware/log-context';
import { parseEnv } from '../shared/parse-env';
import { committedState } from './adapters/feature-items';
import { snapshotOf } from './domain/features/snapshot';
import { archiveFeaturesEnv } from './env';

export interface ArchiveFeaturesDeps {
  /** @returns for each line whether it is taken */
  readonly put: (lines: readonly string[]) => Promise<readonly boolean[]>;
  readonly logger: Pick<Logger, 'error'>;
}

/**
 * Tells the archive of every state of features that was committed, at least once, with its version: what is read online and what is trained with
 * come from the same definition, and from the same writes.
 */
export function createArchiveFeatures({ put, logger }: ArchiveFeaturesDeps) {
  return async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    try {
      const taken = await put(Records.map(lineOf));
      const failed = Records.filter((_, index) => !taken[index]);
      return { batchItemFailures: failed.map(failureOf) };
    } catch (error) {
      logger.error('States could not be told to the archive; they come again', error as Error);
      return { batchItemFailures: Records.slice(0, 1).map(failureOf) };
    }
  };
}

const failureOf = ({ dynamodb }: DynamoDBRecord) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' });

function lineOf({ dynamodb }: DynamoDBRecord): string {
  const image = unmarshall((dynamodb?.NewImage ?? {}) as Record<string, AttributeValue>);
  return `${JSON.stringify(snapshotOf(committedState(image)))}\n`;
}

const env = parseEnv(archiveFeaturesEnv);
const logger = createLogger('streaming');
const firehose = new FirehoseClient(boundedCalls(5_000));

export const handler = middy<DynamoDBStreamEvent, DynamoDBBatchResponse>()
  .use(logContext(logger))
  .handler(
    createArchiveFeatures({
      async put(lines) {
        const Records = lines.map((line) => ({ Data: new TextEncoder().encode(line) }));
        const command = new PutRecordBatchCommand({ DeliveryStreamName: env.FEATURE_DELIVERY_NAME, Records });
        const { RequestResponses = [] } = await firehose.send(command);
        return RequestResponses.map(({ ErrorCode }) => ErrorCode === undefined);
      },
      logger,
    }),
  );
