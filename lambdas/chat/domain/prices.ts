import * as z from 'zod/mini';

/** USD a million tokens; exact to a millionth of a USD. */
const price = z.number().check(z.gte(0), z.lte(1000), z.multipleOf(0.000001));
export const pricesSchema = z.strictObject({ inputPerMTok: price, outputPerMTok: price, cachedPerMTok: price });
export type Prices = z.infer<typeof pricesSchema>;
