/** A key that was used, as a hash, and when it was last (seconds since 1970). */
export interface Sighting {
  readonly key: number;
  readonly at: number;
}

/**
 * The keys that were used last, newest first, each with the last time. At most `MOST_SEEN` of them: counts of distinct keys are
 * exact up to that, and stay there beyond it.
 */
export type Seen = readonly Sighting[];

export const MOST_SEEN = 12;

/** 32 bits of a text (FNV-1a, and a finaliser that spreads what differs in the last letters only). */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Whatever the order of what is merged, the outcome is the same: a key that was dropped has enough newer ones before it. */
export function mergeSeen(left: Seen, right: Seen): Seen {
  const latest = new Map<number, number>();
  for (const { key, at } of [...left, ...right]) latest.set(key, Math.max(at, latest.get(key) ?? 0));
  return [...latest]
    .map(([key, at]) => ({ key, at }))
    .sort((one, other) => other.at - one.at || one.key - other.key)
    .slice(0, MOST_SEEN);
}

/** How many distinct keys were used in the `span` seconds before `now`, that one included. */
export const distinctWithin = (seen: Seen, now: number, span: number): number =>
  seen.filter(({ at }) => at <= now && at > now - span).length;
