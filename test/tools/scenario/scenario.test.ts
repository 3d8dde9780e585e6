import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { DesignWorkload } from '../../../tools/scenario';
import {
  launchScenario,
  loadsOf,
  meanPerSecond,
  parseScenario,
  peakPerSecond,
  readScenario,
  ScenarioError,
  scaled,
  scalesTo,
  targetScenario,
} from '../../../tools/scenario';

const designs: readonly DesignWorkload[] = [
  {
    name: 'talk',
    workload: {
      unit: 'message',
      perUnit: { bedrockInputTokens: 100, bedrockOutputTokens: 50, lambdaRequests: 2 },
      models: { text: 'nova-lite' },
      further: [{ unit: 'page', unitsADay: 1_000, perUnit: { s3Puts: 1 } }],
      targets: { unitsADay: 8_640_000, users: 10_000, peakFactor: 4, chunks: 1_000_000 },
    },
  },
  { name: 'pay', workload: { unit: 'payment', perUnit: { restRequests: 1 }, targets: { unitsADay: 86_400 } } },
];

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'scenario-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const written = (text: string): string => {
  const file = join(directory, 'scenario.json');
  writeFileSync(file, text);
  return file;
};

it('reads who uses what how much, and what one unit takes in place of what the workload says', () => {
  const use = {
    unitsADay: 86_400,
    inputTokens: 700,
    model: 'nova-pro',
    perUnit: { lambdaRequests: 3 },
    further: { page: 10 },
  };
  const file = written(JSON.stringify({ name: 'ours', users: 50, designs: { talk: use } }));
  const [message, page] = loadsOf(readScenario(file, designs), designs);
  expect(message).toEqual({
    design: 'talk',
    unit: 'message',
    unitsADay: 86_400,
    peakFactor: 4,
    perUnit: { bedrockInputTokens: 700, bedrockOutputTokens: 50, lambdaRequests: 3 },
    models: { text: 'nova-pro', asIs: true },
  });
  expect(page).toMatchObject({ unit: 'page', unitsADay: 10, perUnit: { s3Puts: 1 } });
  expect(message && [meanPerSecond(message), peakPerSecond(message)]).toEqual([1, 4]);
});

it('takes the peak of the scenario where neither use nor workload has one', () => {
  const scenario = parseScenario({ name: 'x', peakFactor: 7, designs: { pay: { unitsADay: 1 } } }, 'x');
  expect(loadsOf(scenario, designs)[0]?.peakFactor).toBe(7);
});

it.each([
  [
    'an amount that nothing is billed by',
    { designs: { talk: { unitsADay: 1, perUnit: { horses: 1 } } } },
    'designs.talk.perUnit',
  ],
  ['a key that is misspelt', { designs: { talk: { unitsAday: 1 } } }, 'designs.talk'],
  ['fewer than no users', { users: -1, designs: { talk: { unitsADay: 1 } } }, 'users'],
  ['no design', { designs: {} }, 'designs: expected at least one design'],
  [
    'shares that are too much',
    { regions: { a: 0.8, b: 0.8 }, designs: { talk: { unitsADay: 1 } } },
    'shares that add up to 1',
  ],
])('refuses %s by its path', (_, scenario, told) => {
  expect(() => parseScenario({ name: 'x', ...scenario }, 'x.json')).toThrow(told);
});

it('tells of every problem at once', () => {
  expect(() => parseScenario({ users: -1, designs: { talk: {} } }, 'x.json')).toThrow(
    /x.json is no scenario:\n(.*\n)*.*name.*\n(.*\n)*.*users.*\n(.*\n)*.*designs\.talk\.unitsADay/,
  );
});

it('names designs and units that there are where one is asked for that is not there', () => {
  const of = (use: Record<string, unknown>) => loadsOf(parseScenario({ name: 'x', designs: use }, 'x'), designs);
  expect(() => of({ walk: { unitsADay: 1 } })).toThrow('designs.walk: unknown design, expected talk, pay');
  expect(() => of({ talk: { unitsADay: 1, further: { leaf: 1 } } })).toThrow('unknown unit, expected page');
});

it('says what would have been a scenario where it finds none', () => {
  expect(() => readScenario(join(directory, 'none.json'), designs)).toThrow(ScenarioError);
  expect(() => readScenario(written('{'), designs)).toThrow('expected a JSON file, or one of launch, targets');
});

it('has what designs are sized for, and a ten-thousandth of it, by name', () => {
  expect(readScenario('targets', designs)).toEqual(targetScenario(designs));
  expect(targetScenario(designs)).toMatchObject({
    users: 10_000,
    designs: {
      talk: { unitsADay: 8_640_000, further: { page: 1_000 }, chunks: 1_000_000 },
      pay: { unitsADay: 86_400 },
    },
  });
  expect(launchScenario(designs)).toMatchObject({ users: 1, designs: { talk: { unitsADay: 864 } } });
});

it('grows by tens until every design has what it is sized for, and none has more', () => {
  const scenario = parseScenario(
    { name: 'x', designs: { talk: { unitsADay: 86_400 }, pay: { unitsADay: 86_400 } } },
    'x',
  );
  expect(scalesTo(scenario, designs)).toEqual([1, 10, 100]);
  expect(scaled(scenario, 100, designs).designs).toMatchObject({
    talk: { unitsADay: 8_640_000 },
    pay: { unitsADay: 86_400 },
  });
});

it('never shrinks what a scenario asks for, nor passes what a design is sized for', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 1e9, noNaN: true }),
      fc.integer({ min: 1, max: 1_000_000 }),
      (unitsADay, scale) => {
        const scenario = parseScenario({ name: 'x', designs: { talk: { unitsADay } } }, 'x');
        const grown = scaled(scenario, scale, designs).designs.talk?.unitsADay ?? 0;
        expect(grown).toBeGreaterThanOrEqual(unitsADay);
        expect(grown).toBeLessThanOrEqual(Math.max(unitsADay, 8_640_000));
      },
    ),
  );
});
