import * as z from 'zod/mini';

/** Decisions of one page: with a label each, as many keys as one batch reads. */
const MOST_DECISIONS = 100;
const limited = `must be a whole number from 1 to ${MOST_DECISIONS}`;

/** Where in the sample, newest first, a page begins. */
const before = z
  .string()
  .check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#d_[\w-]{22}$/, 'must be one that this API gave'));

/** `GET /v1/decisions`. Apart from the answers' schemas, which no function reads. */
export const decisionsQuery = z.object({
  limit: z._default(
    z.pipe(
      z.pipe(z.string(), z.transform(Number)),
      z.int(limited).check(z.gte(1, limited), z.lte(MOST_DECISIONS, limited)),
    ),
    25,
  ),
  before: z.optional(before),
});
