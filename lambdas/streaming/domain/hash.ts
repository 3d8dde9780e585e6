/**
 * A whole number below `buckets` from a text, the same for the same text: FNV-1a with 32 bits. Spreads, and hides nothing.
 * @see https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
 */
export function spread(text: string, buckets: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % buckets;
}
