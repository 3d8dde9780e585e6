import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Waiting } from '../domain/cascade/review-ages';
import { REVIEW_QUEUE_INDEX, waitingAt } from './case-items';

const placeSchema = z.object({ queueSort: z.string() });

/** Reads what waits for a person, of all organisations: all of an index that has nothing else, in pages of 1 MB. */
export const createWaitingReader = (document: DynamoDBDocumentClient, TableName: string) =>
  async function* (): AsyncGenerator<Waiting> {
    const pages = paginateScan(
      { client: document },
      { TableName, IndexName: REVIEW_QUEUE_INDEX, ProjectionExpression: 'queueSort' },
    );
    for await (const { Items = [] } of pages)
      for (const item of Items) yield waitingAt(placeSchema.parse(item).queueSort);
  };
