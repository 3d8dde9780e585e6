import { createCurrentRules } from '../../../lambdas/fraud/current-rules';
import type { AuthoredRules } from '../../../lambdas/fraud/domain/api/rules';
import { defaultRules } from '../../../lambdas/fraud/domain/rules/default-rules';
import { compile } from './support/deciding';

const rulesOf = (version: number, when = 'score > 0.5'): AuthoredRules => ({
  ...{ version, author: 'dave', writtenAt: 0 },
  rules: [{ id: 'one', reason: 'One', when, outcome: 'review', mode: 'live' }],
});

function setUp() {
  const world = { now: 0, reads: 0, errors: [] as unknown[], stored: undefined as AuthoredRules | Error | undefined };
  const current = createCurrentRules({
    store: {
      async current() {
        world.reads += 1;
        if (world.stored instanceof Error) throw world.stored;
        return world.stored;
      },
    },
    compile: () => compile,
    now: () => world.now,
    onError: (error) => world.errors.push(error),
  });
  return { world, version: async (org = 'acme') => (await current(org)).version };
}

test('the rules that everyone has hold until there are own ones, which hold within five seconds', async () => {
  const { world, version } = setUp();
  expect(await version()).toBe(defaultRules.version);
  world.stored = rulesOf(3);
  world.now = 4_999;
  expect([await version(), world.reads]).toEqual([defaultRules.version, 1]);
  world.now = 5_000;
  expect([await version(), world.reads]).toEqual([3, 2]);
});

test('rules that cannot be read, or not be understood, leave those that were known last', async () => {
  const { world, version } = setUp();
  world.stored = rulesOf(3);
  expect(await version()).toBe(3);
  for (const stored of [new Error('away'), rulesOf(4, 'no.such > 1')]) {
    world.stored = stored;
    world.now += 5_000;
    expect(await version()).toBe(3);
  }
  expect(world.errors).toHaveLength(2);
});

test('without any that were known, those that everyone has hold', async () => {
  const { world, version } = setUp();
  world.stored = new Error('away');
  expect(await version()).toBe(defaultRules.version);
});

test('each organisation has its own, and memory is bounded', async () => {
  const { world, version } = setUp();
  for (let org = 0; org < 1_001; org += 1) await version(`org-${org}`);
  await version('org-1000');
  expect(world.reads).toBe(1_001);
  await version('org-0');
  expect(world.reads).toBe(1_002);
});
