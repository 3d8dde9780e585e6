import { defaultChatConfig, orgLimits, poolFor } from '../../../../lambdas/chat/domain/chat-config';
import { chatConfigSchema } from '../../../../lambdas/chat/domain/chat-config-schema';

const prices = { inputPerMTok: 0.06, outputPerMTok: 0.24, cachedPerMTok: 0.015 };
const config = defaultChatConfig([
  { id: 'small', bedrockModelId: 'b.small', prices },
  { id: 'large', bedrockModelId: 'b.large', prices: { ...prices, outputPerMTok: 3.2 } },
]);

/** The paths and messages of what is wrong with a changed document. */
function faults(change: (document: typeof config) => void): string[] {
  const document = structuredClone(config);
  change(document);
  const { error } = chatConfigSchema.safeParse(document);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}
const [pool] = config.pools;
if (!pool) throw new Error('no pool');

test('the default is valid, and falls back on what costs no more', () => {
  expect(chatConfigSchema.parse(config)).toEqual(config);
  expect(config.pools.map(({ name, fallbacks }) => [name, fallbacks])).toEqual([
    ['small', []],
    ['large', ['small']],
  ]);
  expect(poolFor(config, 'large', 'free')?.name).toBe('large');
  expect(poolFor(config, 'other', 'free')).toBeUndefined();
});

test.each<[string, (document: typeof config) => void, RegExp]>([
  ['an unknown member', (it) => Object.assign(it.tools, { other: 1 }), /tools: Unrecognized key/],
  [
    'a limit of nothing',
    (it) => Object.assign(it.tiers.free, { requestsPerMinute: 0 }),
    /tiers\.free\.requestsPerMinute/,
  ],
  ['pools of one name', (it) => it.pools.push({ ...pool, targets: [] }), /two pools are named small/],
  ['a fallback that is not there', (it) => it.pools[0]?.fallbacks.push('gone'), /small falls back on gone/],
  [
    'a pool without a target in use',
    (it) => Object.assign(it.pools[0]?.targets[0] ?? {}, { weight: 0 }),
    /no target in use/,
  ],
  [
    'a rule that applies to nothing',
    (it) => it.moderation.rules.push({ name: 'r', pattern: 'x', reason: 'r', appliesTo: [] }),
    /moderation\.rules\.0\.appliesTo/,
  ],
  [
    'an address in place of a host',
    (it) => it.tools.fetchAllowList.push('https://example.com/'),
    /must be a host name/,
  ],
])('names %s', (_, change, expected) => {
  expect(faults(change).join('\n')).toMatch(expected);
});

test('an organisation has its own limits or the default, never those of a name of JavaScript', () => {
  const own = { ...config, orgs: { acme: { ...config.orgDefault, monthlyUsd: 5, shards: 4 } } };
  expect(orgLimits(own, 'acme')).toMatchObject({ monthlyUsd: 5, shards: 4 });
  expect(orgLimits(own, 'constructor')).toEqual({ ...config.orgDefault, shards: 1 });
});
