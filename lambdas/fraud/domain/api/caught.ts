import * as z from 'zod/mini';

/** Payments by what they turned out to be; `unknown` while nobody has said. */
const known = z.object({ frauds: z.int(), genuine: z.int(), unknown: z.int() });

/** How well decisions told frauds from the rest: stopped is what was reviewed or declined, passed what was approved. */
export const caughtSchema = z.object({
  stopped: known,
  passed: known,
  /** Of what was stopped and is known, the part that was fraud; absent where nothing is known. */
  precision: z.optional(z.number()),
  /** Of the frauds that are known, the part that was stopped; absent where there are none. */
  recall: z.optional(z.number()),
});
export type Caught = z.infer<typeof caughtSchema>;
