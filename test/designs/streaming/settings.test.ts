import { streamingConfiguration } from '../../../lib/designs/streaming/settings';
import { stageWith } from '../../support/stages';

const { schema, presets } = streamingConfiguration;
const { dev } = presets;
const problemsOf = (settings: object) =>
  schema.safeParse({ ...dev, ...settings }).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ??
  [];

test.each(Object.entries(presets))('takes the preset %s', (_, preset) => {
  expect(schema.safeParse(preset).error).toBeUndefined();
});

test.each([
  ['a provisioned stream without shards', { stream: { mode: 'provisioned', retentionHours: 24 } }, /^stream\.shards/],
  ['shards of one on demand', { stream: { mode: 'on-demand', shards: 2, retentionHours: 24 } }, /^stream\.shards/],
  ['a stream that forgets within a day', { stream: { ...dev.stream, retentionHours: 23 } }, /^stream\.retentionHours/],
  [
    'more invocations for a shard than Lambda makes',
    { consumer: { ...dev.consumer, parallelizationFactor: 11 } },
    /^consumer/,
  ],
  ['another way with late events', { late: { allowedMinutes: 1, events: 'dropped' } }, /^late\.events/],
  [
    'an archive that goes before cold storage is paid for',
    { archive: { ...dev.archive, coldAfterDays: 100 } },
    /^archive\.expireAfterDays/,
  ],
  [
    'cases that go before their events',
    { moderation: { ...dev.moderation, caseDays: 1 } },
    /^moderation\.caseDays: more than stream\.retentionHours/,
  ],
  [
    'an endpoint whose name is none',
    { moderation: { ...dev.moderation, classifierEndpoint: 'My_Endpoint' } },
    /^moderation\.classifierEndpoint: must be in small letters/,
  ],
  ['a setting that there is not', { endpoint: true }, /endpoint/],
])('refuses %s, and says where', (_, settings, expected) => {
  expect(problemsOf(settings)).toEqual([expect.stringMatching(expected)]);
});

test('a wrong setting stops the synthesis by its name', () => {
  expect(() => stageWith('dev', { designs: { streaming: { parkedDays: 0 } } }, { designs: 'streaming' })).toThrow(
    /streaming.*parkedDays/s,
  );
});
