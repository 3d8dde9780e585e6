import * as fc from 'fast-check';
import { createAcceptedClients } from '../../../lambdas/identity/accepted-clients';

const minute = 60_000;

/** A registry with a clock, and what was asked of it. */
function world(...registered: string[]) {
  const state = { registered: new Set(registered), now: 0, fails: false, asked: [] as string[] };
  const accepts = createAcceptedClients({
    ownClientId: 'own',
    now: () => state.now,
    async isRegistered(clientId) {
      state.asked.push(clientId);
      if (state.fails) throw new Error('the table does not answer');
      return state.registered.has(clientId);
    },
  });
  return { state, accepts };
}

it('accepts the own client without asking anybody', async () => {
  const { state, accepts } = world();
  expect(await accepts('own')).toBe(true);
  expect(state.asked).toEqual([]);
});

it('asks for a registered one every five minutes, so that a withdrawn one is refused then', async () => {
  const { state, accepts } = world('console');
  for (state.now = 0; state.now < 5 * minute; state.now += minute) expect(await accepts('console')).toBe(true);
  state.registered.clear();
  expect(state.asked).toEqual(['console']);
  expect(await accepts('console')).toBe(false);
  expect(state.asked).toEqual(['console', 'console']);
});

it('asks for an unknown one every fifteen seconds at most, and accepts it once it is registered', async () => {
  const { state, accepts } = world();
  for (let call = 0; call < 1_000; call += 1) expect(await accepts('other')).toBe(false);
  expect(state.asked).toEqual(['other']);
  state.registered.add('other');
  state.now = 14_999;
  expect(await accepts('other')).toBe(false);
  state.now = 15_000;
  expect(await accepts('other')).toBe(true);
});

it('neither refuses nor remembers anything when it cannot be asked', async () => {
  const { state, accepts } = world('console');
  state.fails = true;
  await expect(accepts('console')).rejects.toThrow('does not answer');
  state.fails = false;
  expect(await accepts('console')).toBe(true);
});

it('is never wrong for longer than five minutes about a withdrawn one, and fifteen seconds about a new one', async () => {
  const step = fc.record({ change: fc.boolean(), wait: fc.integer({ min: 0, max: 2 * minute }) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { state, accepts } = world();
      const toggle = () => {
        if (!state.registered.delete('console')) state.registered.add('console');
        return state.now;
      };
      let changedAt = Number.NEGATIVE_INFINITY;
      for (const { change, wait } of steps) {
        state.now += wait;
        if (change) changedAt = toggle();
        const registered = state.registered.has('console');
        const wrong = (await accepts('console')) !== registered;
        if (wrong) expect(state.now - changedAt).toBeLessThan(registered ? 15_000 : 5 * minute);
      }
    }),
  );
});

it('forgets rather than remember clients without end', async () => {
  const { state, accepts } = world();
  for (let index = 0; index < 1_000; index += 1) await accepts(`client-${index}`);
  await accepts('client-999');
  expect(state.asked).toHaveLength(1_000);
  await accepts('client-0');
  expect(state.asked).toHaveLength(1_001);
});
