import type { Entry } from './account';

/** What does not agree, named. */
export type Finding =
  /** The table has it, and the audit does not. */
  | { readonly kind: 'missing'; readonly id: string }
  /** The audit has it, and the table does not (any more). */
  | { readonly kind: 'deleted'; readonly id: string }
  /** Both have it, and the audit says something else. */
  | { readonly kind: 'different'; readonly id: string }
  /** The audit has it so many times; an event may come twice, which is no fault. */
  | { readonly kind: 'doubled'; readonly id: string; readonly times: number }
  /** A history counted something after this version that no decision and no label names. */
  | { readonly kind: 'uncounted'; readonly history: string; readonly version: number }
  /** Two decisions or labels name the same version of a history: one of them was lost in it. */
  | { readonly kind: 'overwritten'; readonly history: string; readonly version: number }
  /** A history is older than what was counted in it: it was put back. */
  | { readonly kind: 'put-back'; readonly history: string; readonly version: number };

/** Of those that only say that an event came twice, none is a fault. */
export const isFault = ({ kind }: Finding): boolean => kind !== 'doubled';

/**
 * Compares the entries of some cells one by one.
 *
 * @param audited in any order, some of them several times
 */
export function compare(tabled: Iterable<Entry>, audited: Iterable<Entry>): Finding[] {
  const expected = new Map([...tabled].map(({ id, digest }) => [id, digest]));
  const found = Map.groupBy(audited, ({ id }) => id);
  const findings: Finding[] = [];
  for (const [id, digest] of expected) {
    const told = found.get(id) ?? [];
    if (told.length === 0) findings.push({ kind: 'missing', id });
    else if (told.some((one) => one.digest !== digest)) findings.push({ kind: 'different', id });
    if (told.length > 1) findings.push({ kind: 'doubled', id, times: told.length });
  }
  for (const id of found.keys()) if (!expected.has(id)) findings.push({ kind: 'deleted', id });
  return findings;
}
