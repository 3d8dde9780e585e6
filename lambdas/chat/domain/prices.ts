import * as z from 'zod/mini';

/** USD a million tokens; exact to a millionth of a USD. */
const price = z.number().check(z.gte(0), z.lte(1000), z.multipleOf(0.000001));
export const pricesSchema = z.strictObject({
  inputPerMTok: price,
  outputPerMTok: price,
  /** Input that comes from the model's prompt cache. */
  cachedPerMTok: price,
  /** Input that goes into it; as other input by default. */
  cacheWritePerMTok: z.optional(price),
});
export type Prices = z.infer<typeof pricesSchema>;

const tokens = z.int().check(z.positive());
/** Tokens of a request's beginning that a model keeps. */
export const promptCachingSchema = z.strictObject({ minTokens: tokens, maxTokens: tokens });
