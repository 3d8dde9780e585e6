const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A sliding window as a row of buckets, each `bucketMs` milliseconds wide and aligned to 1970. */
export interface Window {
  readonly buckets: number;
  readonly bucketMs: number;
}

/**
 * A window reaches from now back to where its first bucket begins: over all of its span less at most one bucket, which is the part
 * of the newest bucket that is still to come. So `1m` covers the last 50 to 60 seconds, `10m` 9 to 10 minutes, `1h` 50 to 60
 * minutes, `1d` 21 to 24 hours, `7d` 6 to 7 days, `28d` 24 to 28 days, and `30d` 27 to 30 days.
 */
export const windows = {
  '1m': { buckets: 6, bucketMs: 10 * second },
  '10m': { buckets: 10, bucketMs: minute },
  '1h': { buckets: 6, bucketMs: 10 * minute },
  '1d': { buckets: 8, bucketMs: 3 * hour },
  '7d': { buckets: 7, bucketMs: day },
  '28d': { buckets: 7, bucketMs: 4 * day },
  '30d': { buckets: 10, bucketMs: 3 * day },
} as const satisfies Record<string, Window>;

export type WindowName = keyof typeof windows;
