import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { DecisionSummary } from '../domain/api/recent';
import { dayOf, SAMPLE_DAYS, SAMPLE_PARTS } from '../domain/decision/sample';
import type { CountedDecision } from '../domain/decision/statistics';
import { labelsOf, partOfSample } from './sample-items';
import { summaryOf } from './summary';

const DAY_MS = 86_400_000;

/** As many of a part as one query answers with: a megabyte, of items of three kilobytes. */
const MOST_OF_PART = 250;

const placed = z.looseObject({ decisionId: z.string(), sampleSort: z.string() });
const counted = z.object({
  ...{ decisionId: z.string(), decidedAt: z.int(), tookMs: z.optional(z.number()) },
  decision: z.enum(['approve', 'review', 'decline']),
});

/** A page of decisions, and where the next one begins, if there is more. */
export interface RecentPage {
  readonly decisions: DecisionSummary[];
  readonly before?: string;
}

/** The newest decisions of the sample: the same reads however many there are, spread over the parts of each day. */
export function createRecentStore(document: DynamoDBDocumentClient, TableName: string, now: () => number) {
  /** @param limitOf how much is read of each part, given what is still wanted */
  async function newest<Item extends { readonly sampleSort: string }>(
    org: string,
    most: number,
    options: {
      readonly limitOf: (rest: number) => number;
      readonly parse: (item: unknown) => Item;
      readonly before?: string | undefined;
      readonly attributes?: readonly string[];
    },
  ): Promise<Item[]> {
    const { limitOf, parse, before, attributes } = options;
    const start = before === undefined ? now() : Date.parse(before.slice(0, before.indexOf('#')));
    const found: Item[] = [];
    for (let days = 0; days < SAMPLE_DAYS && found.length < most; days += 1) {
      const day = dayOf(start - days * DAY_MS);
      const limit = limitOf(most - found.length);
      const parts = Array.from({ length: SAMPLE_PARTS }, (_, part) =>
        partOfSample(document, TableName, { org, day, part, limit, before, ...(attributes && { attributes }) }),
      );
      const ofDay = (await Promise.all(parts)).flat().map(parse);
      found.push(...ofDay.sort((one, another) => (one.sampleSort < another.sampleSort ? 1 : -1)));
    }
    return found.slice(0, most);
  }

  return {
    /** A page, newest first. @param before where an earlier page said that this one begins */
    async page(org: string, limit: number, before?: string): Promise<RecentPage> {
      const parse = (item: unknown) => placed.parse(item);
      const items = await newest(org, limit, { limitOf: (rest) => rest, parse, before });
      const labels = await labelsOf(document, TableName, idsOf(items));
      const last = items.length === limit ? items.at(-1)?.sampleSort : undefined;
      return {
        decisions: items.map((item) => summaryOf(item, labels.get(item.decisionId))),
        ...(last !== undefined && { before: last }),
      };
    },

    /** What statistics count: about the newest ones, since each part of a day gives as many as another. */
    async counted(org: string, most: number): Promise<CountedDecision[]> {
      const items = await newest(org, most, {
        limitOf: (rest) => Math.min(MOST_OF_PART, Math.ceil(rest / SAMPLE_PARTS)),
        parse: (item) => z.extend(counted, { sampleSort: z.string() }).parse(item),
        attributes: ['decisionId', 'decidedAt', 'decision', 'tookMs', 'sampleSort'],
      });
      const labels = await labelsOf(document, TableName, idsOf(items));
      return items.map((item) => ({ ...item, fraud: labels.get(item.decisionId) }));
    },
  };
}
export type RecentStore = ReturnType<typeof createRecentStore>;

const idsOf = (items: readonly { readonly decisionId: string }[]): string[] =>
  items.map(({ decisionId }) => decisionId);
