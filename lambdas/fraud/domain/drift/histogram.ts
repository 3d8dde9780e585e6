import * as z from 'zod/mini';

const count = z.int().check(z.gte(0));

/** Values counted into bins. A missing value has a bin of its own. */
export const histogramSchema = z
  .object({
    /** Where one bin ends and the next begins, ascending: a value that is equal belongs to the next. */
    edges: z.readonly(z.array(z.number())),
    /** Values of each bin: one more than edges. */
    counts: z.readonly(z.array(count)),
    missing: count,
  })
  .check(
    z.refine(({ edges, counts }) => counts.length === edges.length + 1, 'as many counts as edges, and one'),
    z.refine(({ edges }) => edges.every((edge, at) => at === 0 || edge > (edges[at - 1] as number)), 'edges that rise'),
  );
export type Histogram = z.infer<typeof histogramSchema>;

/** Bins of values that are there. */
export const MOST_BINS = 10;

/** Part of all values that the last bin has at least, so that a handful of rare values is no bin. */
const LEAST_SHARE = 0.005;

/**
 * Bins of about equal counts, as far as equal values allow: a value that makes up half of all is a bin, and those above it still
 * have theirs.
 */
export function histogramOf(values: ArrayLike<number>): Histogram {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const edges: number[] = [];
  const starts = [0];
  for (let at = 1; at < sorted.length; at += 1) {
    const isNew = sorted[at] !== sorted[at - 1];
    if (!isNew || at - (starts.at(-1) as number) < sorted.length / MOST_BINS) continue;
    if (sorted.length - at < LEAST_SHARE * sorted.length) break;
    edges.push(sorted[at] as number);
    starts.push(at);
  }
  return countInto(edges, values);
}

/** Counts values into bins that are given. */
export function countInto(edges: readonly number[], values: ArrayLike<number>): Histogram {
  const counts = new Array<number>(edges.length + 1).fill(0);
  let missing = 0;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    if (Number.isNaN(value)) missing += 1;
    else {
      const above = edges.findIndex((edge) => value < edge);
      const bin = above < 0 ? edges.length : above;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  return { edges, counts, missing };
}
