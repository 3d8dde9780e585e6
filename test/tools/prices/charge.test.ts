import fc from 'fast-check';
import { charge, listPrice, type Price } from '../../../tools/prices';

const price = (tiers: Price['tiers'], freePerMonth?: number): Price => ({
  ...{ id: 'x', region: 'here', unit: 'piece', tiers, freePerMonth },
  ...{ source: 'https://example.com', sourceDate: '2026-01-01', confidence: 'listed' },
});

const tiered = price([{ upTo: 100, usd: 3 }, { upTo: 300, usd: 2 }, { usd: 1 }], 10);

it('bills each part of a quantity in its own tier', () => {
  expect(charge(tiered, 100)).toBe(300);
  expect(charge(tiered, 350)).toBe(100 * 3 + 200 * 2 + 50 * 1);
});

it('takes free units off the first tier, whose limit stays where it is', () => {
  expect(charge(tiered, 150, { freeTier: true })).toBe(90 * 3 + 50 * 2);
  expect(charge(tiered, 7, { freeTier: true })).toBe(0);
});

it('goes on in the tiers from what is billed already', () => {
  expect(charge(tiered, 100, { from: 250 })).toBe(50 * 2 + 50 * 1);
  expect(charge(tiered, 5, { from: 8, freeTier: true })).toBe(3 * 3);
});

it('has the first tier as list price', () => {
  expect(listPrice(tiered)).toBe(3);
});

it('comes to the same however a quantity is divided', () => {
  const amount = fc.double({ min: 0, max: 1000, noNaN: true });
  fc.assert(
    fc.property(amount, amount, fc.boolean(), (first, second, freeTier) => {
      const together = charge(tiered, first + second, { freeTier });
      const apart = charge(tiered, first, { freeTier }) + charge(tiered, second, { freeTier, from: first });
      expect(apart).toBeCloseTo(together, 6);
    }),
  );
});

it('never costs less for more', () => {
  const amount = fc.double({ min: 0, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(amount, amount, (quantity, more) => {
      expect(charge(tiered, quantity + more)).toBeGreaterThanOrEqual(charge(tiered, quantity));
    }),
  );
});
