import * as z from 'zod/mini';
import { id } from '../events/envelope';
import { rankings } from '../rankings/ranking';
import { wholeNumberText } from './whole-number';

/** Query of `GET /v1/trending`. */
export const trendingQuery = z.strictObject({
  ranking: z.enum(rankings.map(({ name }) => name)),
  /** The item that others are together with, for rankings by sessions. */
  item: z.optional(id),
  limit: z._default(wholeNumberText(1, 50), 10),
});

/** `200` of it, the highest count first. */
export const trendingResponse = z.object({
  ranking: z.string(),
  item: z.optional(z.string()),
  /** ISO 8601. */
  asOf: z.string(),
  items: z.readonly(z.array(z.object({ item: z.string(), count: z.int() }))),
  /** Whether no item that is left out can have a higher count. */
  exact: z.boolean(),
});
export type TrendingResponse = Readonly<z.infer<typeof trendingResponse>>;
