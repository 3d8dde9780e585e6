import * as z from 'zod/mini';

/** What waits for a person. */
export interface Waiting {
  /** 1 to 5. */
  readonly severity: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** Minutes in which a person should have looked, by severity from 1 to 5. */
export const reviewMinutesSchema = z.array(z.int().check(z.gte(1))).check(z.minLength(5), z.maxLength(5));
export type ReviewMinutes = z.infer<typeof reviewMinutesSchema>;

export interface ReviewAges {
  readonly waiting: number;
  /** Of them, what waits for longer than it should. */
  readonly overdue: number;
  /** Minutes for which the oldest one waits, by severity; of severities of which nothing waits none. */
  readonly oldestMinutes: Readonly<Record<number, number>>;
}

const MINUTE_MS = 60_000;

/** How long things wait for a person, as of a time (ms since the epoch). Takes them one by one: there may be very many. */
export function createReviewAges(should: ReviewMinutes, now: number) {
  let [waiting, overdue] = [0, 0];
  const oldestMinutes: Record<number, number> = {};
  return {
    add({ severity, since }: Waiting): void {
      const age = (now - since) / MINUTE_MS;
      waiting += 1;
      if (age > (should[severity - 1] ?? 0)) overdue += 1;
      oldestMinutes[severity] = Math.max(age, oldestMinutes[severity] ?? 0);
    },
    ages: (): ReviewAges => ({ waiting, overdue, oldestMinutes }),
  };
}
