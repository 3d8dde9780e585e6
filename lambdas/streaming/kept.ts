/**
 * Gives what was made for the same key a moment ago, or makes it: of many who ask at once, one has it made. What fails is not kept.
 *
 * @param ms for how long it is kept
 * @param now milliseconds since the epoch
 * @param most how many are kept; the oldest goes first
 */
export function keptFor<Value>(ms: number, now: () => number, most: number) {
  const kept = new Map<string, { readonly until: number; readonly value: Promise<Value> }>();

  return function get(key: string, make: () => Promise<Value>): Promise<Value> {
    const known = kept.get(key);
    if (known && now() < known.until) return known.value;
    kept.delete(key);
    const [oldest] = kept.keys();
    if (oldest !== undefined && kept.size >= most) kept.delete(oldest);
    const entry = { until: now() + ms, value: make() };
    kept.set(key, entry);
    entry.value.catch(() => kept.get(key) === entry && kept.delete(key));
    return entry.value;
  };
}
