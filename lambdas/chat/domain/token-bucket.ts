/**
 * Token buckets in GCRA form: all that is stored of a bucket is the time at which it will be full again (its theoretical
 * arrival time, TAT), so admission is one comparison and one addition, which one conditional update can do. A bucket
 * holds what its limit allows in a minute and refills evenly.
 *
 * Times and increments are whole microseconds.
 */
export const WINDOW_US = 60_000_000;

export const microseconds = (ms: number): number => ms * 1000;

/** How far `cost` moves the time at which a bucket of `perMinute` is full again; rounded so that none is given away. */
export const incrementOf = (cost: number, perMinute: number): number => Math.ceil((cost * WINDOW_US) / perMinute);

/** The TAT after `increment`; undefined when the bucket does not hold that much now. */
export function tatAfter(tat: number, increment: number, now: number): number | undefined {
  const next = Math.max(tat, now) + increment;
  return next <= now + WINDOW_US ? next : undefined;
}

/**
 * What may be given back, at `now`, of an increment too large by `excess` that was made at `reservedAt`. The bucket has
 * refilled since then, perhaps already with what was too much: that is not given back a second time.
 */
export const refundOf = (excess: number, reservedAt: number, now: number): number =>
  Math.max(0, excess - Math.max(0, now - reservedAt));

/** What a client is told of a bucket. */
export interface BucketState {
  readonly limit: number;
  /** What it holds now. */
  readonly remaining: number;
  /** Milliseconds until it is full. */
  readonly resetMs: number;
}

export function stateOf(tat: number, perMinute: number, now: number): BucketState {
  const used = Math.max(0, tat - now);
  return {
    limit: perMinute,
    remaining: Math.max(0, Math.floor(((WINDOW_US - used) * perMinute) / WINDOW_US)),
    resetMs: Math.ceil(used / 1000),
  };
}

/** Milliseconds until the bucket holds enough for `increment`; undefined when it never does. */
export function retryAfterMs(tat: number, increment: number, now: number): number | undefined {
  if (increment > WINDOW_US) return undefined;
  return Math.ceil(Math.max(0, Math.max(tat, now) + increment - now - WINDOW_US) / 1000);
}
