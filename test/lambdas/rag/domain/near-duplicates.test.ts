import fc from 'fast-check';
import { SAME, similarity, withoutNearDuplicates } from '../../../../lambdas/rag/domain/near-duplicates';

const word = fc.stringMatching(/^[a-z]{1,6}$/);
const some = fc.array(word, { minLength: 1, maxLength: 40 });
const passage = fc.array(word, { minLength: 0, maxLength: 40 });
/** Passages, many of which are others with a few words changed. */
const passages = fc
  .array(
    fc.record({
      words: passage,
      like: fc.option(fc.nat(20), { nil: undefined }),
      changes: fc.array(fc.nat(40), { maxLength: 4 }),
    }),
    { maxLength: 15 },
  )
  .map((found) =>
    found.map(({ words, like, changes }, at) => {
      const base = like === undefined || at === 0 ? words : (found[like % at]?.words ?? words);
      return { id: at, text: base.map((each, place) => (changes.includes(place) ? `${each}x` : each)).join(' ') };
    }),
  );

test('of those that say nearly the same the first stays, and all others in their order', () => {
  fc.assert(
    fc.property(passages, (all) => {
      const kept = withoutNearDuplicates(all);
      const ids = new Set(kept.map(({ id }) => id));
      expect(kept).toEqual(all.filter(({ id }) => ids.has(id)));
      for (const one of all) {
        const alike = kept.filter((other) => other.id < one.id && similarity(one.text, other.text) >= SAME);
        expect(alike.length > 0).toBe(!ids.has(one.id));
      }
      expect(withoutNearDuplicates(kept)).toEqual(kept);
    }),
  );
});

test('similarity goes from 0 to 1, is the same both ways, and 1 for the same words', () => {
  fc.assert(
    fc.property(some, some, (a, b) => {
      const [one, other] = [a.join(' '), b.join(' ')];
      expect(similarity(one, other)).toBe(similarity(other, one));
      expect(similarity(one, other)).toBeGreaterThanOrEqual(0);
      expect(similarity(one, other)).toBeLessThanOrEqual(1);
      expect(similarity(one, `  ${a.join('\n')}. `.toUpperCase())).toBe(1);
    }),
  );
});

const rule =
  'Travel is booked through the portal at least two weeks before departure, in economy class, and approved by the head of the department who pays for it.';

test.each([
  ['a year changed', `${rule} Valid from 2030.`, `${rule} Valid from 2031.`, 1],
  ['another subject', rule, 'Visitors sign in at the reception and wear a badge.', 2],
  [
    'the overlap of neighbours',
    `Alpha beta gamma delta epsilon zeta. ${rule}`,
    `${rule} Eta theta iota kappa lambda mu nu xi omicron pi rho.`,
    2,
  ],
  [
    'Chinese with a character changed',
    '年假为每年二十八天需要与团队协商后方可使用请提前申请谢谢您的理解与支持',
    '年假为每年二十九天需要与团队协商后方可使用请提前申请谢谢您的理解与支持',
    1,
  ],
  ['short ones', 'No.', 'Yes.', 2],
])('%s', (_, first, second, left) => {
  expect(withoutNearDuplicates([{ text: first }, { text: second }])).toHaveLength(left);
});
