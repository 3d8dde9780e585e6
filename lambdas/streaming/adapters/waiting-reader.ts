import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Waiting } from '../domain/cascade/review-ages';
import { AUDIT_SEVERITY, REVIEW_QUEUE_INDEX, waitingAt } from './case-items';

const placeSchema = z.object({ queueSort: z.string() });

/** Reads what waits for a person, of all organisations: all of an index that has nothing else but audits, for which nobody waits, in pages of 1 MB. */
export const createWaitingReader = (document: DynamoDBDocumentClient, TableName: string) =>
  async function* (): AsyncGenerator<Waiting> {
    const pages = paginateScan(
      { client: document },
      { TableName, IndexName: REVIEW_QUEUE_INDEX, ProjectionExpression: 'queueSort' },
    );
    for await (const { Items = [] } of pages)
      for (const item of Items) {
        const waiting = waitingAt(placeSchema.parse(item).queueSort);
        if (waiting.severity > AUDIT_SEVERITY) yield waiting;
      }
  };
