import fc from 'fast-check';
import { seedOf, testSeed } from './support/seed/seed';

it('is the same for every run that asks for none, and the one that is asked for', () => {
  expect(seedOf(undefined)).toBe(seedOf(''));
  expect(seedOf('7')).toBe(7);
});

it('is another one each time for a run that explores', () => {
  const drawn = new Set(Array.from({ length: 20 }, () => seedOf('random')));
  expect(drawn.size).toBeGreaterThan(1);
  for (const seed of drawn) expect(seedOf(String(seed))).toBe(seed);
});

it.each(['x', '-1', '1.5', '2147483648'])('refuses %s, and says what would be right', (asked) => {
  expect(() => seedOf(asked)).toThrow(`TEST_SEED is "${asked}": give "random", or a whole number`);
});

it('is what properties draw from: twice the same', () => {
  const drawn = () => {
    const all: number[] = [];
    fc.assert(fc.property(fc.nat(), (one) => all.push(one) > 0));
    return all;
  };
  expect(fc.readConfigureGlobal().seed).toBe(testSeed);
  expect(drawn()).toEqual(drawn());
});
