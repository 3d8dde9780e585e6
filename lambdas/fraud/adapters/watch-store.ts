import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { batchGet } from '../../shared/stores/batch-get';
import { dayOf, SAMPLE_PARTS } from '../domain/decision/sample';
import type { WatchedDecision } from '../domain/drift/assess-drift';
import { labelKey, WATCH_INDEX, watchKey } from './decision-items';

const DAY_MS = 86_400_000;
/** Hours of a day that are asked for apart, so that a day's late hours do not stand for all of it. */
const SPAN_MS = DAY_MS / 4;
const AT_ONCE = 8;
const MOST_KEYS = 100;
const CALL_MS = 5_000;

const itemSchema = z.object({
  decisionId: z.string(),
  decision: z.enum(['approve', 'review', 'decline']),
  body: z.string(),
  features: z.instanceof(Uint8Array),
});
const bodySchema = z.object({ score: z.optional(z.number()), model: z.optional(z.object({ version: z.string() })) });
const labelSchema = z.object({ decisionId: z.string(), fraud: z.boolean() });

/** Milliseconds since the epoch: from, up to and without to; and how many decisions at most. */
export interface WatchWindow {
  readonly from: number;
  readonly to: number;
  readonly most: number;
}

interface Part {
  readonly key: string;
  readonly from: string;
  readonly to: string;
}

/** Decisions of the sample, of all organisations. */
export function createWatchStore(document: DynamoDBDocumentClient, TableName: string) {
  async function ofPart({ key, from, to }: Part, Limit: number): Promise<WatchedDecision[]> {
    const command = new QueryCommand({
      TableName,
      IndexName: WATCH_INDEX,
      KeyConditionExpression: 'watchOf = :key AND watchSort BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':key': key, ':from': from, ':to': to },
      Limit,
    });
    const { Items = [] } = await document.send(command, { abortSignal: AbortSignal.timeout(CALL_MS) });
    return Items.map((item) => watchedOf(itemSchema.parse(item)));
  }

  async function labelsOf(ids: readonly string[]): Promise<readonly z.infer<typeof labelSchema>[]> {
    const itemsOf = await batchGet(
      document,
      { [TableName]: ids.map(labelKey) },
      { signal: AbortSignal.timeout(CALL_MS) },
    );
    return itemsOf(TableName).map((item) => labelSchema.parse(item));
  }

  return {
    /** Spread over the window: of each quarter of a day, and each part of the sample, as many. */
    async decisions({ from, to, most }: WatchWindow): Promise<WatchedDecision[]> {
      const parts = partsOf(from, to);
      const limit = Math.max(1, Math.floor(most / parts.length));
      return (await inTurns(parts, (part) => ofPart(part, limit))).flat();
    },

    /** The same decisions with what is known of them by now. */
    async labelled(decisions: readonly WatchedDecision[]): Promise<WatchedDecision[]> {
      const ids = decisions.map(({ decisionId }) => decisionId);
      const batches = Array.from({ length: Math.ceil(ids.length / MOST_KEYS) }, (_, at) =>
        ids.slice(at * MOST_KEYS, (at + 1) * MOST_KEYS),
      );
      const labels = (await inTurns(batches, labelsOf)).flat();
      const known = new Map(labels.map(({ decisionId, fraud }) => [decisionId, fraud]));
      return decisions.map((decision) => ({ ...decision, fraud: known.get(decision.decisionId) }));
    },
  };
}
export type WatchStore = ReturnType<typeof createWatchStore>;

function partsOf(from: number, to: number): Part[] {
  const parts: Part[] = [];
  for (let start = from; start < to; start = nextSpan(start)) {
    const end = Math.min(nextSpan(start), to);
    for (let part = 0; part < SAMPLE_PARTS; part += 1) {
      const text = (ms: number) => new Date(ms).toISOString();
      parts.push({ key: watchKey(dayOf(start), part), from: text(start), to: text(end - 1) + AFTER_ALL });
    }
  }
  return parts;
}

/** Behind a time it is after every id of that time. */
const AFTER_ALL = '#~';

const nextSpan = (ms: number): number => (Math.floor(ms / SPAN_MS) + 1) * SPAN_MS;

/** So many at once. @returns what they give, in their order */
async function inTurns<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  }
  return results;
}

function watchedOf({ body, features, ...decision }: z.infer<typeof itemSchema>): WatchedDecision {
  const { score, model } = bodySchema.parse(JSON.parse(body));
  const values = new Float32Array(new Uint8Array(features).buffer);
  return {
    ...decision,
    features: values,
    ...(score !== undefined && { score }),
    ...(model && { model: model.version }),
  };
}
