import * as z from 'zod/mini';

export const BRAKE_PK = 'BRAKE';

/** The stage's cost brake: while it is set, what costs money per call is refused. */
export const brakeItemSchema = z.object({
  pk: z.literal(BRAKE_PK),
  reason: z.string(),
  /** ISO 8601 time at which it was set. */
  since: z.string(),
  /** Seconds since the epoch: the start of the month after `since`. */
  expiresAt: z.int(),
  ttl: z.optional(z.int()),
});
export type BrakeItem = z.infer<typeof brakeItemSchema>;

/** The brake that a notification of `at` sets: a budget starts anew with the month, and the brake ends with it. */
export function brakeFrom(reason: string, at: Date): BrakeItem {
  const expiresAt = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1) / 1000;
  return { pk: BRAKE_PK, reason, since: at.toISOString(), expiresAt, ttl: expiresAt };
}

export const isBraked = (item: BrakeItem | undefined, nowMs: number): item is BrakeItem =>
  item !== undefined && item.expiresAt * 1000 > nowMs;
