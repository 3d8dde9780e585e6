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
/** Counts that are asked for by themselves, likewise: ten calls. */
const MOST_COUNTS = 1_000;

/** The lists that a ranking's window is made of. */
export function listsOf(org: string, { name, window, parts }: Ranking, asOf: number, of?: string): ListRef[] {
  const [first, last] = stepsOf(window, asOf);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index).flatMap((step) =>
    Array.from({ length: parts }, (_, part) => ({ org, ranking: name, step, part, ...(of !== undefined && { of }) })),
  );
}

/**
 * The items with the highest sums over all lists, by a threshold algorithm with bounds on what was not seen. Heads are read deeper, where
 * they end with more than their share of the threshold, until an item that is in none of them can have no more than the last of the answer;
 * then the counts are asked for of items that may still be in it, and of no others.
 *
 * @see https://doi.org/10.1145/1011767.1011798 for the uniform threshold, of which each list has the same share
 */
export async function topOf(lists: readonly ListRef[], most: number, reader: ListReader): Promise<Top> {
  const heads = await Promise.all(lists.map((list) => Head.read(list, FIRST_DEPTH + most, reader)));
  for (;;) {
    const threshold = leastOf(boundsOf(heads), most);
    const deeper = unseen(heads) > threshold ? heads.filter((head) => head.mayHold(threshold / lists.length)) : [];
    if (deeper.length === 0) return settled(heads, most, reader);
    await Promise.all(deeper.map((head) => head.deepen(reader)));
  }
}

/** Items of each list that are read at first, besides those that are asked for. */
const FIRST_DEPTH = 20;

/** What is known of a list: its first items. */
class Head {
  private constructor(
    readonly list: ListRef,
    private depth: number,
    private known: ReadonlyMap<string, number>,
  ) {}

  static async read(list: ListRef, depth: number, reader: ListReader): Promise<Head> {
    return new Head(list, depth, mapOf(await reader.head(list, depth)));
  }

  get counts(): ReadonlyMap<string, number> {
    return this.known;
  }

  /** What an item that was not seen has at most; a list that ends before the depth was read whole. */
  get unseen(): number {
    return this.known.size < this.depth ? 0 : Math.min(...this.known.values());
  }

  /** Whether reading deeper may show items with more than this. */
  mayHold(count: number): boolean {
    return this.unseen > count && this.depth < MOST_DEPTH;
  }

  async deepen(reader: ListReader): Promise<void> {
    this.depth *= 4;
    this.known = mapOf(await reader.head(this.list, this.depth));
  }
}

const mapOf = (ranked: readonly Ranked[]) => new Map(ranked.map(({ item, count }) => [item, count]));

/** What an item that is in no head has at most. */
const unseen = (heads: readonly Head[]): number => heads.reduce((sum, head) => sum + head.unseen, 0);

interface Bounds extends Ranked {
  /** What it has at most, where `count` is what it has at least. */
  readonly atMost: number;
}

function boundsOf(heads: readonly Head[]): Bounds[] {
  const all = unseen(heads);
  const bounds = new Map<string, { count: number; atMost: number }>();
  for (const head of heads) {
    for (const [item, count] of head.counts) {
      const own = bounds.get(item) ?? { count: 0, atMost: all };
      bounds.set(item, { count: own.count + count, atMost: own.atMost + count - head.unseen });
    }
  }
  return [...bounds].map(([item, bound]) => ({ item, ...bound }));
}

/** The lowest of the counts that make an answer; 0 where there are fewer. */
const leastOf = (ranked: readonly Ranked[], most: number): number =>
  ranked.map(({ count }) => count).sort((one, another) => another - one)[most - 1] ?? 0;

/** Asks for what is not known of the items that may be in the answer. */
async function settled(heads: readonly Head[], most: number, reader: ListReader): Promise<Top> {
  const bounds = boundsOf(heads);
  const threshold = leastOf(bounds, most);
  const candidates = bounds
    .filter(({ atMost }) => atMost >= threshold)
    .sort((one, another) => another.count - one.count);
  const totals = new Map(candidates.map(({ item, count }) => [item, count]));
  const missing = candidates.flatMap(({ item }) =>
    heads.flatMap(({ list, counts, unseen: more }) => (more === 0 || counts.has(item) ? [] : [{ list, item }])),
  );
  const asked = missing.slice(0, MOST_COUNTS);
  const counts = asked.length > 0 ? await reader.counts(asked) : [];
  for (const [index, { item }] of asked.entries()) totals.set(item, (totals.get(item) ?? 0) + (counts[index] ?? 0));
  const left = new Set(missing.slice(MOST_COUNTS).map(({ item }) => item));
  const items = [...totals]
    .filter(([item]) => !left.has(item))
    .map(([item, count]) => ({ item, count }))
    .sort((one, another) => another.count - one.count || (one.item < another.item ? -1 : 1))
    .slice(0, most);
  const least = leastOf(items, most);
  const open = candidates.filter(({ item }) => left.has(item)).map(({ atMost }) => atMost);
  return { items, exact: Math.max(unseen(heads), ...open) <= least };
}
