import { type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Rate } from '../domain/api/live';
import { ratePk, rateSk } from './live-items';

/** Seconds of a view. */
const SHOWN_SECONDS = 60;
const KEPT_SECONDS = 600;
/** Readers that write at a time have a part each, as far as there are any. */
export const RATE_PARTS = 8;

/** What a batch brought. */
export type RateChange = Omit<Rate, 'at'>;

export interface LiveRates {
  /** Adds to the second that is running. @param part below `RATE_PARTS` */
  add(org: string, part: number, change: RateChange): Promise<void>;
  /** The seconds of the last minute in which something happened, the first first. */
  read(org: string): Promise<readonly Rate[]>;
}

const itemSchema = z.object({
  sk: z.string(),
  counted: z.int(),
  late: z.int(),
  parked: z.int(),
  ageMs: z.int(),
});

/** Figures for people to look at: a batch that comes again is in them again. */
export function createLiveRates(document: DynamoDBDocumentClient, TableName: string, now: () => number): LiveRates {
  const second = () => Math.floor(now() / 1000);
  return {
    async add(org, part, { counted, late, parked, ageMs }) {
      await document.send(
        new UpdateCommand({
          TableName,
          Key: { pk: ratePk(org), sk: rateSk(second(), part) },
          UpdateExpression: 'ADD counted :counted, late :late, parked :parked SET ageMs = :ageMs, #ttl = :ttl',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: {
            ...{ ':counted': counted, ':late': late, ':parked': parked, ':ageMs': ageMs },
            ':ttl': second() + KEPT_SECONDS,
          },
        }),
      );
    },

    async read(org) {
      const { Items = [] } = await document.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND sk > :from',
          ExpressionAttributeValues: { ':pk': ratePk(org), ':from': rateSk(second() - SHOWN_SECONDS) },
          ConsistentRead: true,
        }),
      );
      const bySecond = new Map<number, Rate>();
      for (const item of Items) {
        const { sk, ...part } = itemSchema.parse(item);
        const at = Number.parseInt(sk, 10);
        bySecond.set(at, added(bySecond.get(at) ?? { at, counted: 0, late: 0, parked: 0, ageMs: 0 }, part));
      }
      return [...bySecond.values()];
    },
  };
}

const added = (rate: Rate, part: RateChange): Rate => ({
  at: rate.at,
  counted: rate.counted + part.counted,
  late: rate.late + part.late,
  parked: rate.parked + part.parked,
  ageMs: Math.max(rate.ageMs, part.ageMs),
});
