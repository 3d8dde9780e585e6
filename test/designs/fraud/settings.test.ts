import { fraudConfiguration } from '../../../lib/designs/fraud/settings';
import { stageWith } from '../../support/stages';

const { schema, presets } = fraudConfiguration;
const { dev } = presets;
const problemsOf = (settings: object) =>
  schema.safeParse({ ...dev, ...settings }).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ??
  [];

test.each(Object.entries(presets))('takes the preset %s', (_, preset) => {
  expect(schema.safeParse(preset).error).toBeUndefined();
});

test.each([
  [
    'a review that costs more than declining',
    { policy: { ...dev.policy, review: dev.policy.falsePositive } },
    /^policy: .*a review that costs less/,
  ],
  ['a cost below nothing', { policy: { ...dev.policy, review: -1 } }, /^policy\.review/],
  [
    'an endpoint that may take all of the time',
    { budget: { ...dev.budget, endpoint: dev.budget.total } },
    /^budget: .*less time/,
  ],
  ['no time at all', { budget: { ...dev.budget, store: 0 } }, /^budget\.store/],
  ['a currency by its sign', { currencies: { own: '€', rates: {} } }, /^currencies\.own: .*ISO 4217/],
  ['a rate of nothing', { currencies: { own: 'EUR', rates: { USD: 0 } } }, /^currencies\.rates\.USD/],
  ['decisions, and their keys, kept for less than a day', { decisionDays: 0.5 }, /^decisionDays: /],
  [
    'labels that come when their decisions are gone',
    { decisionDays: 10, drift: { ...dev.drift, labelDays: 7 } },
    /^drift\.labelDays: .*decisionDays/,
  ],
  [
    'a training that has less time with its wait than without',
    {
      training: {
        ...{ instanceType: 'ml.m5.xlarge', volumeGb: 30, leastAucpr: 0.5, onDrift: false },
        ...{ maxRunMinutes: 60, maxWaitMinutes: 30 },
      },
    },
    /^training\.maxWaitMinutes: .*maxRunMinutes/,
  ],
  ['a setting that there is not', { endpoint: true }, /endpoint/],
])('refuses %s, and says where', (_, settings, expected) => {
  expect(problemsOf(settings)).toEqual([expect.stringMatching(expected)]);
});

test('every preset keeps decisions, and their keys, for the promised day or longer', () => {
  for (const { decisionDays } of Object.values(presets)) expect(decisionDays).toBeGreaterThanOrEqual(1);
});

test('a wrong setting stops the synthesis by its name', () => {
  expect(() => stageWith('dev', { designs: { fraud: { decisionDays: 0 } } }, { designs: 'fraud' })).toThrow(
    /fraud.*decisionDays/s,
  );
});
