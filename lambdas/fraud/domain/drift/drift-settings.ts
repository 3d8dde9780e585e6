import * as z from 'zod/mini';

const days = z.int().check(z.gte(1));

/** When drift is looked for, and when something can be said of it. */
export const driftSettingsSchema = z.object({
  /** Days of decisions that are compared. */
  windowDays: days,
  /** Days until what a payment turned out to be is known. */
  labelDays: days,
  least: z.object({ decisions: z.int().check(z.gte(1)), frauds: z.int().check(z.gte(1)) }),
});
export type DriftSettings = z.infer<typeof driftSettingsSchema>;
