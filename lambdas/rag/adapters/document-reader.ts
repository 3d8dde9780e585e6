import { setTimeout } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { documentSchema } from '../domain/document';
import { headItemKey } from '../domain/document-items';
import type { DocumentKey } from '../domain/original-key';
import type { DocumentReader } from '../domain/ports';
import { documentKeyOf } from '../org-hash';

/** Items of one request. */
const BATCH = 100;
const MAX_TRIES = 5;
/** Milliseconds to wait at most before what DynamoDB left out is asked for again; twice as long before each further try. */
const PAUSE_MS = 25;

type Item = Record<string, unknown>;

export interface DocumentReaderOptions {
  readonly document: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Heads, as they are now. What has no head, or another organisation's, is not there. */
export function createDocumentReader({ document, tableName, wait = pause }: DocumentReaderOptions): DocumentReader {
  async function batch(keys: readonly DocumentKey[], abortSignal?: AbortSignal): Promise<Item[]> {
    const found: Item[] = [];
    let wanted: Item[] = keys.map(headItemKey);
    for (let tries = 1; wanted.length > 0; tries += 1) {
      const { Responses, UnprocessedKeys } = await document.send(
        new BatchGetCommand({ RequestItems: { [tableName]: { Keys: wanted, ConsistentRead: true } } }),
        { abortSignal },
      );
      found.push(...(Responses?.[tableName] ?? []));
      wanted = UnprocessedKeys?.[tableName]?.Keys ?? [];
      if (wanted.length === 0) break;
      if (tries === MAX_TRIES) throw new Error(`${wanted.length} documents could not be read: the table is too busy`);
      await wait(Math.random() * PAUSE_MS * 2 ** tries, abortSignal);
    }
    return found;
  }

  return {
    async find(org, documentId) {
      const Key = headItemKey(documentKeyOf(org, documentId));
      const { Item } = await document.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }));
      return Item && documentSchema.parse(Item);
    },

    async findAll(org, documentIds, signal) {
      const keys = [...new Set(documentIds)].map((documentId) => documentKeyOf(org, documentId));
      const batches = Array.from({ length: Math.ceil(keys.length / BATCH) }, (_, at) =>
        batch(keys.slice(at * BATCH, (at + 1) * BATCH), signal),
      );
      return (await Promise.all(batches)).flat().map((item) => documentSchema.parse(item));
    },
  };
}

const pause = (ms: number, signal?: AbortSignal) => setTimeout(ms, undefined, { signal });
