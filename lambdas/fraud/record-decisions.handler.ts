import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import middy from '@middy/core';
import type { DynamoDBBatchItemFailure, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { AuditSink } from '../shared/audit';
import { auditSink } from '../shared/audit-deps';
import { createLogger, type Logger } from '../shared/logger';
import { logContext } from '../shared/middleware/log-context';
import { parseEnv } from '../shared/parse-env';
import { eventOf, toldOf } from './domain/decision/told';
import { recordDecisionsEnv } from './env';

export interface RecordDecisionsDeps {
  readonly sink: AuditSink;
  readonly logger: Pick<Logger, 'error'>;
}

/**
 * Reads what was committed to the table of decisions, and tells the audit stream of each decision, label and change of a list: it was
 * written with what it counts or not at all, so the audit has what holds, nothing else, and nothing less. An event may come twice, with the
 * same id.
 */
export function createRecordDecisions({ sink, logger }: RecordDecisionsDeps) {
  const encoder = new TextEncoder();

  async function record({ dynamodb }: DynamoDBRecord): Promise<void> {
    const image = unmarshall((dynamodb?.NewImage ?? {}) as Record<string, AttributeValue>);
    const told = toldOf(image);
    if (!told) return;
    const event = eventOf(told, typeof image.digest === 'string' ? image.digest : undefined);
    await sink({ key: event.id, data: encoder.encode(`${JSON.stringify(event)}\n`) });
  }

  return async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const outcomes = await Promise.allSettled(Records.map(record));
    const batchItemFailures: DynamoDBBatchItemFailure[] = [];
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') continue;
      logger.error('A decision could not be told to the audit stream', outcome.reason as Error);
      batchItemFailures.push({ itemIdentifier: Records[index]?.dynamodb?.SequenceNumber ?? '' });
    }
    return { batchItemFailures };
  };
}

const env = parseEnv(recordDecisionsEnv);
const logger = createLogger('fraud');

export const handler = middy<DynamoDBStreamEvent, DynamoDBBatchResponse>()
  .use(logContext(logger))
  .handler(createRecordDecisions({ sink: auditSink(env), logger }));
