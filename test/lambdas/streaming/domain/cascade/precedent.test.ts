import * as fc from 'fast-check';
import { contentOf } from '../../../../../lambdas/streaming/domain/cascade/content';
import { likeliest, type Trace } from '../../../../../lambdas/streaming/domain/cascade/precedent';
import { authorTrait, bandTrait, wordsTrait } from '../../../../../lambdas/streaming/domain/cascade/trait-key';
import { createTraitsOf } from '../../../../../lambdas/streaming/domain/cascade/traits';
import { fromHex, ones } from '../../../../../lambdas/streaming/domain/moderation/known/bits';
import { submitted } from '../../support/moderation';

const traitsOf = createTraitsOf();
const of = (text: string, user = 'u') => traitsOf(contentOf(submitted({ text, user })));
const shared = (one: string, other: string) => {
  const keys = new Set(of(one, 'a').keys);
  return of(other, 'b').keys.filter((key) => keys.has(key));
};

it('texts share a trait when their words are the same however they are disguised, and authors by themselves', () => {
  expect(shared('Meet me at the casino', 'M3et  me at\nthe CASINO')).toHaveLength(1);
  expect(shared('Meet me at the casino', 'Meet me at the market')).toEqual([]);
  expect(of('Hello there', 'a').keys).toContain(authorTrait('a'));
  expect(of('...', 'a')).toEqual({ keys: [authorTrait('a')] });
});

it('of two SimHashes that differ in three bits, a band is the same', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{3,9}$/), { minLength: 20, maxLength: 60 });
  fc.assert(
    fc.property(words, (list) => {
      const { simHash, keys } = of(list.join(' '));
      if (simHash === undefined) return;
      expect(keys.filter((key) => key.startsWith('band '))).toHaveLength(4);
      const other = of([...list.slice(0, -1), 'another'].join(' '));
      if (other.simHash === undefined) return;
      const [left, right] = [fromHex(simHash), fromHex(other.simHash)];
      const apart = ones(left.high ^ right.high) + ones(left.low ^ right.low);
      const bands = new Set(keys.filter((key) => key.startsWith('band ')));
      if (apart <= 3) expect(other.keys.some((key) => bands.has(key))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

const trace: fc.Arbitrary<Trace> = fc.record({
  trait: fc.constantFrom(authorTrait('a'), wordsTrait(1, 2), bandTrait(0, '0000')),
  simHash: fc.option(fc.constantFrom('0000000000000000', '0000000000000007', 'ffffffffffffffff'), { nil: undefined }),
  case: fc.record({ pk: fc.constantFrom('1', '2', '3'), sk: fc.constant('v') }),
  order: fc.constantFrom('1', '2', '3'),
});

it('each item is told once, in the way in which it is most alike, and the nearest first', () => {
  const ranks = ['same-words', 'near', 'same-author'];
  fc.assert(
    fc.property(fc.array(trace, { maxLength: 12 }), (traces) => {
      const told = likeliest(traces, '0000000000000000');
      expect(new Set(told.map(({ case: { pk } }) => pk)).size).toBe(told.length);
      const order = told.map(({ likeness, distance = 0 }) => 100 * ranks.indexOf(likeness) + distance);
      expect(order).toEqual([...order].sort((one, other) => one - other));
      const hasWords = (pk: string) => traces.some((each) => each.case.pk === pk && each.trait.startsWith('words'));
      for (const { case: place, likeness, distance } of told) {
        expect(likeness === 'same-words').toBe(hasWords(place.pk));
        if (likeness === 'near') expect(distance).toBeLessThanOrEqual(7);
      }
    }),
  );
});
