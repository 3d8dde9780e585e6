import * as fc from 'fast-check';
import { forgetGone } from '../../../../lambdas/streaming/forgetting-gone';
import { NOW } from '../support/events';

it('asks for 50 at most, the oldest first, ten at a time, and forgets exactly those that are gone', async () => {
  const anyOpen = fc.uniqueArray(fc.integer({ min: 0, max: 7_200 }), { maxLength: 120 });
  await fc.assert(
    fc.asyncProperty(anyOpen, fc.infiniteStream(fc.constantFrom('open', 'gone', 'away')), async (ages, states) => {
      const open = ages.map((age) => ({ connectionId: String(age), openedAt: NOW - age * 1000 }));
      const stateOf = new Map(open.map(({ connectionId }) => [connectionId, states.next().value]));
      const [asked, removed]: [string[], string[]] = [[], []];
      let [atOnce, most] = [0, 0];
      const forgotten = await forgetGone(
        {
          connections: { remove: async (connectionId) => void removed.push(connectionId) },
          async isGone(connectionId) {
            asked.push(connectionId);
            atOnce += 1;
            most = Math.max(most, atOnce);
            await Promise.resolve();
            atOnce -= 1;
            if (stateOf.get(connectionId) === 'away') throw new Error('the API is away');
            return stateOf.get(connectionId) === 'gone';
          },
          now: () => NOW,
          onError: () => undefined,
        },
        open,
      );
      const oldest = ages.filter((age) => age >= 30).sort((one, other) => other - one);
      expect(asked.map(Number)).toEqual(oldest.slice(0, 50));
      expect(most).toBeLessThanOrEqual(10);
      expect(new Set(removed)).toEqual(new Set(asked.filter((id) => stateOf.get(id) === 'gone')));
      expect(forgotten).toBe(removed.length);
    }),
  );
});
