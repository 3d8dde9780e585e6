import * as fc from 'fast-check';
import { type Fusion, fuse, type RankedList, RRF_K } from '../../../../lambdas/rag/domain/fusion';

const methods: readonly Fusion[] = ['rrf', 'min-max', 'z-score'];
const anyMethod = fc.constantFrom(...methods);
const anyId = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');

const anyList: fc.Arbitrary<RankedList> = fc.record({
  items: fc
    .uniqueArray(anyId)
    .chain((ids) =>
      fc
        .array(fc.integer({ min: 0, max: 50 }), { minLength: ids.length, maxLength: ids.length })
        .map((scores) => scores.sort((a, b) => b - a).map((score, place) => ({ id: ids[place] ?? '', score }))),
    ),
  weight: fc.constantFrom(0.5, 1, 2),
});
const anyLists = fc.array(anyList, { maxLength: 6 });

describe.each(methods)('fusion by %s', (method) => {
  it('keeps the order of a list alone', () => {
    fc.assert(
      fc.property(anyList, (list) => {
        expect(fuse([list], method).map(({ id }) => id)).toEqual(list.items.map(({ id }) => id));
      }),
    );
  });

  it('does not depend on the order of the lists', () => {
    fc.assert(
      fc.property(
        anyLists.chain((lists) =>
          fc.tuple(fc.constant(lists), fc.shuffledSubarray(lists, { minLength: lists.length })),
        ),
        ([lists, shuffled]) => {
          expect(fuse(shuffled, method)).toEqual(fuse(lists, method));
        },
      ),
    );
  });

  it('puts nothing before what is ahead of it in every list', () => {
    fc.assert(
      fc.property(anyLists, (lists) => {
        const ranks = new Map(fuse(lists, method).map(({ id, rank }) => [id, rank]));
        const place = ({ items }: RankedList, id: string) => items.findIndex((item) => item.id === id);
        for (const [a, rankA] of ranks)
          for (const [b, rankB] of ranks) {
            const ahead = lists.every((list) => {
              const [placeA, placeB] = [place(list, a), place(list, b)];
              return placeB === -1 || (placeA !== -1 && placeA < placeB);
            });
            if (a !== b && ahead) expect(rankA).toBeLessThan(rankB);
          }
      }),
    );
  });

  it('finds all that any list has, once, and counts from 1', () => {
    fc.assert(
      fc.property(anyLists, (lists) => {
        const fused = fuse(lists, method);
        const ids = new Set(lists.flatMap(({ items }) => items.map(({ id }) => id)));
        expect(new Set(fused.map(({ id }) => id))).toEqual(ids);
        expect(fused.map(({ rank }) => rank)).toEqual(fused.map((_, index) => index + 1));
        expect(fused.every(({ score }, index) => score <= (fused[index - 1]?.score ?? Number.POSITIVE_INFINITY))).toBe(
          true,
        );
      }),
    );
  });

  it('is found more when one more list has it', () => {
    fc.assert(
      fc.property(anyLists, anyId, (lists, id) => {
        const before = fuse(lists, method).find((item) => item.id === id)?.score ?? 0;
        const after = fuse([...lists, { items: [{ id, score: 1 }], weight: 1 }], method).find((item) => item.id === id);
        expect(after?.score).toBeGreaterThan(before);
      }),
    );
  });
});

it('scores reciprocal ranks as they are published', () => {
  const list = (...ids: string[]): RankedList => ({ items: ids.map((id) => ({ id, score: 1 })), weight: 1 });
  const [first, second] = fuse([list('a', 'b'), list('b')], 'rrf');
  expect(first).toEqual({ id: 'b', rank: 1, score: 1 / (RRF_K + 1) + 1 / (RRF_K + 2) });
  expect(second).toEqual({ id: 'a', rank: 2, score: 1 / (RRF_K + 1) });
});

it('takes by weight what lists say against each other', () => {
  fc.assert(
    fc.property(anyMethod, (method) => {
      const of = (a: number, b: number): RankedList[] => [
        {
          items: [
            { id: 'a', score: 2 },
            { id: 'b', score: 1 },
          ],
          weight: a,
        },
        {
          items: [
            { id: 'b', score: 2 },
            { id: 'a', score: 1 },
          ],
          weight: b,
        },
      ];
      expect(fuse(of(2, 1), method)[0]?.id).toBe('a');
      expect(fuse(of(1, 2), method)[0]?.id).toBe('b');
      expect(fuse(of(1, 1), method)[0]?.id).toBe('a');
    }),
  );
});

it('counts an id that a list has twice where it comes first', () => {
  const items = [
    { id: 'a', score: 3 },
    { id: 'b', score: 2 },
    { id: 'a', score: 1 },
  ];
  expect(fuse([{ items, weight: 1 }], 'rrf').map(({ id }) => id)).toEqual(['a', 'b']);
});
