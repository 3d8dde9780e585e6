import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { designs } from '../../../lib/designs';
import { idleFloors, type PresetName, presetNames } from '../../../lib/presets';
import type { Assembly } from '../../../tools/assembly';
import { type CostedAssembly, costedAssembly } from '../../../tools/cost/costed-assembly';
import { type IdleLine, idleLines } from '../../../tools/cost/idle';
import { services } from '../../../tools/cost/services';
import { unitCosts } from '../../../tools/cost/units';
import { Views } from '../../../tools/cost/use';
import { PriceBook } from '../../../tools/prices';
import { type SynthesizedStage, stage, stageWith } from '../../support/stages';

const region = 'us-east-1';

function costed({ stacks }: SynthesizedStage): CostedAssembly {
  const read = stacks.map((stack) => ({
    ...stack,
    tags: {},
    dependencies: [],
    path: (id: string) => `${stack.name}/${id}`,
  }));
  const missing = () => {
    throw new Error('every stack is there');
  };
  return costedAssembly({ directory: '', stacks: read, stack: missing, asset: missing, files: [] } as Assembly, {
    region,
  });
}

const total = (lines: readonly IdleLine[]) => lines.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0);
const budgetsOf = ({ resources }: CostedAssembly) =>
  new Map(
    resources
      .filter(({ type }) => type === 'AWS::Budgets::Budget')
      .map((each) => [String(each.get('Budget', 'BudgetName')), Number(each.get('Budget', 'BudgetLimit', 'Amount'))]),
  );

test('the README tells what dev costs idle, to a dollar', () => {
  const readme = readFileSync(join(__dirname, '../../../README.md'), 'utf8');
  const told = /`dev` idles at about (\d+) USD a month with the chat design alone, and at (\d+) with every/.exec(
    readme,
  );
  const stages = [stageWith('dev', {}, { designs: 'chat' }), stage('dev')];
  const idle = stages.map((each) => total(idleLines(costed(each), { book: new PriceBook() })));
  expect(told?.slice(1).map(Number)).toEqual(idle.map(Math.round));
}, 240_000);

describe.each(presetNames)('the preset %s', (preset: PresetName) => {
  let assembly: CostedAssembly;
  let lines: readonly IdleLine[];
  const book = new PriceBook();

  beforeAll(() => {
    assembly = costed(stage(preset));
    lines = idleLines(assembly, { book });
  }, 240_000);

  it('costs no more idle than it says', () => {
    expect(total(lines)).toBeLessThanOrEqual(idleFloors[preset].all);
    expect(total(lines)).toBeGreaterThan(0);
  });

  it('costs no more with chat alone than it says', () => {
    const alone = costed(stageWith(preset, {}, { designs: 'chat' }));
    expect(total(idleLines(alone, { book: new PriceBook() }))).toBeLessThanOrEqual(idleFloors[preset].chat);
  }, 240_000);

  it('has budgets that cover what is idle, of the stage and of each design', () => {
    const budgets = budgetsOf(assembly);
    expect(budgets.get(`${preset}-stage`)).toBeGreaterThan(idleFloors[preset].all);
    for (const { name } of designs) {
      const idle = total(lines.filter(({ design }) => design === name));
      expect({ name, covered: (budgets.get(`${preset}-${name}`) ?? 0) > idle }).toEqual({ name, covered: true });
    }
  });

  it('traces every line to a resource of a stack and to a source', () => {
    const known = new Set(assembly.resources.map(({ id, region: where }) => `${where} ${id}`));
    const places = new Set(assembly.resources.map(({ id }) => id));
    expect(lines.filter(({ resource, source }) => !places.has(resource) || !source.startsWith('https://'))).toEqual([]);
    expect(known.size).toBeGreaterThan(0);
  });

  it('knows the price of a unit of every design', () => {
    const units = unitCosts(assembly, designs, book);
    expect(new Set(units.map(({ design }) => design))).toEqual(new Set(designs.map(({ name }) => name)));
    expect(units.filter(({ usdPerUnit }) => !(usdPerUnit > 0))).toEqual([]);
  });

  it.each(designs.map((design) => [design.name, design] as const))(
    'has an amount in the workload of %s for every service that bills it by use, or a reason for none',
    (name, { workload }) => {
      const types = new Map(
        services.flatMap((service) => Object.keys(service.types).map((type) => [type, service.name])),
      );
      const touched = new Set(
        assembly.resources.flatMap(({ design, type }) => (design === name ? (types.get(type) ?? []) : [])),
      );
      const counted = new Set(
        unitCosts(assembly, [{ name, workload }], book, new Views(assembly)).flatMap((unit) =>
          unit.lines.map(({ service }) => service),
        ),
      );
      const uncounted = [...touched].filter(
        (service) => !counted.has(service) && !Object.hasOwn(workload.notCounted ?? {}, service),
      );
      expect(uncounted).toEqual([]);
    },
  );
});
