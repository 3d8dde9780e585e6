import fc from 'fast-check';
import { routeOf } from '../../../../lambdas/chat/domain/route';
import { configOf, pool, target } from '../support/pools';

const names = (...args: Parameters<typeof routeOf>) => routeOf(...args).map(({ name }) => name);
const users = Array.from({ length: 5000 }, (_, index) => ({ userId: `user-${index}`, tier: 'paid' as const }));

test('each user has one order, which other pools and further requests leave as it is', () => {
  const targets = [target('a'), target('b'), target('c', { weight: 3 })];
  fc.assert(
    fc.property(fc.string(), (userId) => {
      const caller = { userId, tier: 'paid' } as const;
      const route = names(configOf(pool('m', targets)), 'm', caller);
      expect(route.toSorted()).toEqual(['a', 'b', 'c']);
      expect(names(configOf(pool('x', [target('y')]), pool('m', targets.toReversed())), 'm', caller)).toEqual(route);
    }),
  );
});

test('targets come first in proportion to their weights; one of weight 0 is out of use', () => {
  const weight = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(weight, weight, weight, (a, b, c) => {
      const weights = { a, b, c };
      const targets = Object.entries(weights).map(([name, each]) => target(name, { weight: each }));
      const config = configOf(pool('m', [...targets, target('off', { weight: 0 })]));
      const firsts = users.map((user) => names(config, 'm', user)[0]);
      for (const [name, each] of Object.entries(weights)) {
        const share = firsts.filter((first) => first === name).length / users.length;
        // Four standard deviations of 5,000 draws are below 0.03.
        expect(Math.abs(share - each / (a + b + c))).toBeLessThan(0.03);
      }
      expect(firsts).not.toContain('off');
    }),
    { numRuns: 15 },
  );
});

test('a new target takes users from others and moves nobody else', () => {
  const before = configOf(pool('m', [target('a'), target('b')]));
  const after = configOf(pool('m', [target('a'), target('b'), target('new')]));
  for (const user of users) {
    const [first] = names(after, 'm', user);
    if (first !== 'new') expect(first).toBe(names(before, 'm', user)[0]);
  }
});

test('pools serve their tiers and models; fallbacks follow in their order, without the fallbacks of those', () => {
  const free = { ...pool('cheap', [target('c')], ['small']), models: ['m'], tiers: ['free' as const] };
  const paid = { ...pool('m', [target('a')], ['small', 'cheap']), tiers: ['paid' as const] };
  const config = configOf(free, paid, pool('small', [target('s')], ['m']));
  expect(names(config, 'm', { userId: 'u', tier: 'paid' })).toEqual(['a', 's', 'c']);
  expect(names(config, 'm', { userId: 'u', tier: 'free' })).toEqual(['c', 's']);
  expect(names(config, 'unknown', { userId: 'u', tier: 'paid' })).toEqual([]);
});
