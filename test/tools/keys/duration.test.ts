import fc from 'fast-check';
import { parseDuration } from '../../../tools/keys/duration';

test.each([
  ['90d', 7_776_000],
  ['12h', 43_200],
  ['30m', 1_800],
])('%s is %i seconds', (text, seconds) => expect(parseDuration(text)).toBe(seconds));

test.each(['', '0d', '-1d', '1.5h', '3y', 'd', '5', ' 5d', '99999999999999999999d'])('%j is refused', (text) => {
  expect(() => parseDuration(text)).toThrow(/no duration/);
});

test('longer amounts are longer durations', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom('m', 'h', 'd'), (amount, unit) => {
      expect(parseDuration(`${amount + 1}${unit}`)).toBeGreaterThan(parseDuration(`${amount}${unit}`));
    }),
  );
});
