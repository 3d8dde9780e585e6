export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Sums of what `of` gives, by what `by` gives, the largest first. */
export function sums<T>(items: readonly T[], by: (item: T) => string, of: (item: T) => number): Record<string, number> {
  const found = new Map<string, number>();
  for (const item of items) found.set(by(item), (found.get(by(item)) ?? 0) + of(item));
  return Object.fromEntries([...found].sort(([, a], [, b]) => b - a));
}
