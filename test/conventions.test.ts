import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { designs } from '../lib/designs/index';
import { cdkContext } from './support/cdk-context';
import { retrySemantics, rules, type StageView, viewOf } from './support/conventions';
import { mutantsOf } from './support/conventions/mutations';
import { type SynthesizedStage, stage } from './support/stages';

const stages = Object.entries(cdkContext().stages);

/** Sections every design's README has, in this order. */
const headings = [
  'What it is',
  'Overview',
  'Configuration',
  'Scale and targets',
  'Failure modes',
  'Data and retention',
  'Security',
  'Disaster recovery',
  'Cost',
  'Limits',
];

/** Findings of a stage that may be acknowledged for each of its designs, those of the platform with them. */
const findingsADesign = 9;

/** Findings that we acknowledge (the CDK library acknowledges some of its own), once for all regions of a stage. */
function acknowledgements({ acknowledgements, stacks }: SynthesizedStage): Map<string, string> {
  const regions = new RegExp(stacks.map(({ region }) => `${region}[-:]`).join('|'), 'g');
  return new Map(Object.entries(acknowledgements).map(([place, reason]) => [place.replace(regions, ''), reason]));
}

describe.each(stages)('every template of stage %s', (name, { preset }) => {
  let synthesized: SynthesizedStage;
  let view: StageView;

  beforeAll(() => {
    synthesized = stage(name);
    view = viewOf(synthesized, { idlesCheaply: preset === 'dev' });
  }, 120_000);

  it.each(rules.map((rule) => [rule.name, rule] as const))('%s', (_, rule) => {
    expect(rule.check(view)).toEqual([]);
  });

  it('shows every setting of a reader that is flipped, one at a time', () => {
    const mutants = mutantsOf(view);
    expect(mutants.length).toBeGreaterThan(view.designs.length);
    const unseen = mutants.filter(({ view: mutant }) =>
      retrySemantics.every(({ check }) => check(mutant).length === 0),
    );
    expect(unseen.map(({ name: mutant }) => mutant)).toEqual([]);
  });

  it('passes cdk-nag and the schema check', () => {
    const failed = synthesized.report.pluginReports?.filter(({ conclusion }) => conclusion !== 'success');
    expect(synthesized.report.pluginReports).not.toHaveLength(0);
    expect(failed).toEqual([]);
  });

  it(`acknowledges no more than ${findingsADesign} findings a design, each with its reason`, () => {
    const all = acknowledgements(synthesized);
    expect([...all].filter(([, reason]) => reason.length < 40)).toEqual([]);
    expect(all.size > findingsADesign * designs.length ? [...all.keys()] : []).toEqual([]);
  });
});

it.each(rules.map((rule) => [rule.name, rule] as const))('it shows when this is broken: %s', (_, rule) => {
  expect(rule.check(rule.broken)).not.toEqual([]);
});

describe.each(designs.map((design) => [design.name, design] as const))('design %s', (name, design) => {
  it('has a README with every section', () => {
    const file = join(__dirname, `../lib/designs/${name}/README.md`);
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const found = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(found).toEqual(expect.arrayContaining(headings));
    expect(found.filter((heading) => headings.includes(heading ?? ''))).toEqual(headings);
  });

  it('names only tests that exist', () => {
    const text = readFileSync(join(__dirname, `../lib/designs/${name}/README.md`), 'utf8');
    const named = [...text.matchAll(/`(test\/[\w/.-]+\.ts)`/g)].map(([, file]) => String(file));
    expect(named).not.toHaveLength(0);
    expect(named.filter((file) => !existsSync(join(__dirname, '..', file)))).toEqual([]);
  });

  it('has its folders in every layer', () => {
    for (const folder of [`lib/designs/${name}`, `lambdas/${name}`, `test/designs/${name}`, `test/lambdas/${name}`]) {
      expect({ folder, exists: existsSync(join(__dirname, '..', folder)) }).toEqual({ folder, exists: true });
    }
  });

  it('says what one unit touches and what it is sized for', () => {
    const { unit, perUnit, targets } = design.workload;
    expect(unit).toMatch(/^[a-z]+$/);
    expect(Object.values(perUnit).every((amount) => amount > 0)).toBe(true);
    expect(Object.keys(targets)).toContain('unitsADay');
  });
});
