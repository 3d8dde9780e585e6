import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { HEAD_SK } from '../domain/document-items';
import { headSchema } from '../domain/head';
import type { DocumentPages } from '../ingest-ports';

/** Items that one page looks at, heads and others. */
const PAGE = 100;

const placeSchema = z.object({ pk: z.string(), sk: z.string() });

/** Walks the table of documents; what is there for the whole of a walk comes up in it. */
export const createDocumentPages = (
  document: DynamoDBDocumentClient,
  tableName: string,
  pageSize = PAGE,
): DocumentPages => ({
  async page(after) {
    const { Items = [], LastEvaluatedKey } = await document.send(
      new ScanCommand({
        TableName: tableName,
        FilterExpression: 'sk = :head',
        ExpressionAttributeValues: { ':head': HEAD_SK },
        ConsistentRead: true,
        Limit: pageSize,
        ExclusiveStartKey: after,
      }),
    );
    const heads = Items.map((item) => headSchema.parse(item));
    return { heads, ...(LastEvaluatedKey && { next: placeSchema.parse(LastEvaluatedKey) }) };
  },
});
