/** Numbers by bucket of time, of which the latest few are kept. */
export type Ring = ReadonlyMap<number, number>;

export const emptyRing: Ring = new Map();

const latestOf = (ring: Ring): number => Math.max(...ring.keys());

/**
 * Adds to a bucket; what falls out of the last `size` buckets is forgotten. The same in whatever order amounts come: a bucket that is too old
 * now is too old for the final ring as well.
 */
export function addTo(ring: Ring, bucket: number, amount: number, size: number): Ring {
  const oldest = Math.max(bucket, latestOf(ring)) - size + 1;
  if (bucket < oldest) return ring;
  const kept = [...ring].filter(([key]) => key >= oldest);
  return new Map(kept).set(bucket, (ring.get(bucket) ?? 0) + amount);
}

/** The sum of the buckets from `first` to `last`, both with it. */
export function sumOf(ring: Ring, first: number, last: number): number {
  let sum = 0;
  for (const [bucket, amount] of ring) if (bucket >= first && bucket <= last) sum += amount;
  return sum;
}

/** How many runs the buckets from `first` to `last` make, where as many empty ones as `gap` end a run. */
export function runsOf(rings: readonly Ring[], first: number, last: number, gap: number): number {
  const active = rings.flatMap((ring) => [...ring.keys()]).filter((bucket) => bucket >= first && bucket <= last);
  const sorted = active.sort((one, another) => one - another);
  return sorted.filter((bucket, index) => index === 0 || bucket - (sorted[index - 1] ?? 0) > gap).length;
}
