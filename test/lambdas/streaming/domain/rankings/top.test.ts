import * as fc from 'fast-check';
import { type ListReader, type Ranked, topOf } from '../../../../../lambdas/streaming/domain/rankings/top';

type Counts = Readonly<Record<string, number>>;

const lists = (all: readonly Counts[]) => all.map((_, part) => ({ org: 'acme', ranking: 'r', step: 1, part }));

function readerOf(all: readonly Counts[]): ListReader & { depth: number } {
  return {
    depth: 0,
    async head({ part }, most) {
      this.depth = Math.max(this.depth, most);
      return ranked(all[part] ?? {}).slice(0, most);
    },
    counts: async (of) => of.map(({ list, item }) => all[list.part]?.[item] ?? 0),
  };
}

const ranked = (counts: Counts): Ranked[] =>
  Object.entries(counts)
    .map(([item, count]) => ({ item, count }))
    .sort((one, another) => another.count - one.count || (one.item < another.item ? -1 : 1));

const sumOf = (all: readonly Counts[]): Counts => {
  const sums: Record<string, number> = {};
  for (const counts of all) for (const [item, count] of Object.entries(counts)) sums[item] = (sums[item] ?? 0) + count;
  return sums;
};

const anyList = fc.dictionary(
  fc.integer({ min: 0, max: 80 }).map((n) => `i${n}`),
  fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 1_000 })),
  { maxKeys: 60 },
);

it('finds the highest sums, as if all lists were read whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyList, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 10 }),
      async (all, most) => {
        const { items, exact } = await topOf(lists(all), most, readerOf(all));
        const expected = ranked(sumOf(all)).slice(0, most);
        expect(exact).toBe(true);
        // Which of several with the same count are told is open.
        expect(items.map(({ count }) => count)).toEqual(expected.map(({ count }) => count));
        for (const { item, count } of items) expect(count).toBe(sumOf(all)[item]);
      },
    ),
    { numRuns: 300 },
  );
});

it('finds an item that leads nowhere and is second everywhere', async () => {
  const all = ['a', 'b', 'c'].map((leader) => ({
    [leader]: 100,
    everywhere: 90,
    ...Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${leader}${index}`, 95])),
  }));
  const { items } = await topOf(lists(all), 1, readerOf(all));
  expect(items).toEqual([{ item: 'everywhere', count: 270 }]);
});

it('says that it may not be exact where thousands have about as much, instead of reading all of them', async () => {
  const flat = (from: number) =>
    Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`i${from + index}`, 5]));
  const all = [flat(0), flat(3_000)];
  const reader = readerOf(all);
  expect(await topOf(lists(all), 5, reader)).toMatchObject({ exact: false });
  expect(reader.depth).toBeLessThanOrEqual(2_000);
});
