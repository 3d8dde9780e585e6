import { stepsOf } from '../features/window';
import type { ListRef } from './counter';
import type { Ranking } from './ranking';

export interface Ranked {
  readonly item: string;
  readonly count: number;
}

/** Where lists are read. */
export interface ListReader {
  /** The items of a list with the highest counts, these first. */
  head(list: ListRef, most: number): Promise<readonly Ranked[]>;
  /** Counts of items in lists, in the order asked for; 0 where an item is not in a list. */
  counts(of: readonly { readonly list: ListRef; readonly item: string }[]): Promise<readonly number[]>;
}

export interface Top {
  readonly items: readonly Ranked[];
  /** Whether no item that is left out can have more than the last one; not so only where very many have about as much. */
  readonly exact: boolean;
}

/** Items of one list that are looked at before the answer says that it may not be exact. */
const MOST_DEPTH = 400;

/** The lists that a ranking's window is made of. */
export function listsOf(org: string, { name, window, parts }: Ranking, asOf: number, of?: string): ListRef[] {
  const [first, last] = stepsOf(window, asOf);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index).flatMap((step) =>
    Array.from({ length: parts }, (_, part) => ({ org, ranking: name, step, part, ...(of !== undefined && { of }) })),
  );
}

/**
 * The items with the highest sums over all lists, by Fagin's threshold algorithm: an item that is in no head has at most the sum of what the heads
 * end with, so heads are read deeper until that is no more than what the last item of the answer has.
 *
 * @see https://doi.org/10.1016/S0022-0000(03)00026-6
 */
export async function topOf(lists: readonly ListRef[], most: number, reader: ListReader): Promise<Top> {
  for (let depth = 2 * most; ; depth *= 4) {
    const heads = await Promise.all(lists.map((list) => reader.head(list, depth)));
    const items = (await totalsOf(lists, heads, depth, reader)).slice(0, most);
    const unseen = heads.reduce((sum, head) => sum + (head.length < depth ? 0 : (head.at(-1)?.count ?? 0)), 0);
    const least = items.length < most ? 0 : (items.at(-1)?.count ?? 0);
    if (unseen <= least || depth >= MOST_DEPTH) return { items, exact: unseen <= least };
  }
}

/** Every item of any head with its sum over all lists, the highest first. */
async function totalsOf(
  lists: readonly ListRef[],
  heads: readonly (readonly Ranked[])[],
  depth: number,
  reader: ListReader,
): Promise<Ranked[]> {
  const byList = heads.map((head) => new Map(head.map(({ item, count }) => [item, count])));
  const totals = new Map<string, number>();
  const add = (item: string, count: number) => totals.set(item, (totals.get(item) ?? 0) + count);
  for (const { item, count } of heads.flat()) add(item, count);
  // A list that ends before the depth was read whole.
  const missing = lists.flatMap((list, index) =>
    (heads[index]?.length ?? 0) < depth
      ? []
      : [...totals.keys()].filter((item) => !byList[index]?.has(item)).map((item) => ({ list, item })),
  );
  const counts = missing.length > 0 ? await reader.counts(missing) : [];
  for (const [index, { item }] of missing.entries()) add(item, counts[index] ?? 0);
  return [...totals]
    .map(([item, count]) => ({ item, count }))
    .sort((one, another) => another.count - one.count || (one.item < another.item ? -1 : 1));
}
