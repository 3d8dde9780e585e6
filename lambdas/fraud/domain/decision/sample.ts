/** Partitions that a day's sample is spread over. */
export const SAMPLE_PARTS = 4;
/** Days that are looked at for a backtest. */
export const SAMPLE_DAYS = 30;

const HASHES = 2 ** 24;

/**
 * Whether a decision is one of those that rules are tested with, by its id alone.
 *
 * @param decisionId whose end is a hash
 * @param share of all decisions, from 0 to 1
 * @returns its part of the sample; undefined where it is none of them
 */
export function samplePart(decisionId: string, share: number): number | undefined {
  let hash = 0;
  for (const character of decisionId) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  const place = Math.imul(hash, 0x9e3779b1) >>> 8;
  return place < share * HASHES ? place % SAMPLE_PARTS : undefined;
}

/** The day of a time, in UTC, such as `2026-11-28`. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
