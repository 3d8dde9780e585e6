import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differenceOf } from '../../../tools/cost/difference';
import { describeDifference, differenceAsMarkdown } from '../../../tools/cost/difference-text';
import { costReport } from '../../../tools/cost/report';
import { contextWith } from '../../../tools/cost/what-if';
import { readWorkloads } from '../../../tools/cost/workloads';
import { assemblyOf, type Resources } from './support/assembly';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cost-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const written = (name: string, value: unknown): string => {
  const file = join(directory, name);
  writeFileSync(file, JSON.stringify(value));
  return file;
};

const now = new Date('2026-11-29');
const report = (resources: Resources) => costReport(assemblyOf(resources), { stage: 'x', region: 'us-east-1', now });

const Key = { Type: 'AWS::KMS::Key' };
const shards = (ShardCount: number) => ({ Type: 'AWS::Kinesis::Stream', Properties: { ShardCount } });

describe('a difference', () => {
  const difference = differenceOf(report({ Key, Old: Key, S: shards(1) }), report({ Key, New: Key, S: shards(3) }));

  it('has what came, went and changed, the largest first, and nothing that is as it was', () => {
    expect(difference.lines.map(({ resource, before, after }) => [resource, before, Number(after.toFixed(2))])).toEqual(
      [
        ['app/S', 10.95, 32.85],
        ['app/Old', 1, 0],
        ['app/New', 0, 1],
      ],
    );
    expect(difference.after - difference.before).toBeCloseTo(21.9, 9);
    expect(difference.byDesign).toEqual([
      { design: 'app', before: expect.closeTo(12.95), after: expect.closeTo(34.85) },
    ]);
  });

  it('is told as text, and as Markdown for a pull request', () => {
    expect(describeDifference(difference)).toContain('idle: 12.95 -> 34.85 USD a month (+21.90)');
    expect(differenceAsMarkdown(difference)).toContain('| app/S | 3 shards | 10.95 | 32.85 | +21.90 |');
  });

  it('says so where there is none', () => {
    const none = differenceOf(report({ Key }), report({ Key }));
    expect(describeDifference(none)).toBe('idle: 1.00 -> 1.00 USD a month (no change)');
  });
});

it('tells of the budget of all that is spent, and of that of a stage where it is the largest', () => {
  const budget = (Amount: number, CostFilters?: unknown) => ({
    Type: 'AWS::Budgets::Budget',
    Properties: { Budget: { BudgetLimit: { Amount, Unit: 'USD' }, CostFilters } },
  });
  const tagged = { TagKeyValue: ['user:x$y'] };
  expect(report({ All: budget(50), Part: budget(70, tagged) }).budgetPerMonth).toBe(50);
  expect(report({ Stage: budget(50, tagged), Part: budget(20, tagged) }).budgetPerMonth).toBe(50);
});

it('replaces settings of a stage as an edit of cdk.json would', async () => {
  written('cdk.json', {
    context: { stage: 'dev', stages: { dev: { preset: 'dev', designs: { rag: { rerank: true } } }, prod: {} } },
  });
  const context = await contextWith(directory, 'dev', [
    'designs.rag.rerank=false',
    'designs.rag.search.zones=2',
    'regions=["eu-west-1"]',
    'edge.priceClass=all',
  ]);
  expect(context).toEqual({
    stage: 'dev',
    stages: {
      dev: {
        preset: 'dev',
        designs: { rag: { rerank: false, search: { zones: 2 } } },
        regions: ['eu-west-1'],
        edge: { priceClass: 'all' },
      },
      prod: {},
    },
  });
  await expect(contextWith(directory, 'dev', ['designs.rag'])).rejects.toThrow('expected key=value');
});

it('takes an object for a setting, of which what it does not name stays', async () => {
  const rag = { rerank: true, search: { zones: 2, instances: 2 } };
  written('cdk.json', { context: { stages: { dev: { designs: { rag } } } } });
  expect(await contextWith(directory, 'dev', ['designs.rag={"search":{"instances":4,"replicas":1}}'])).toEqual({
    stage: 'dev',
    stages: { dev: { designs: { rag: { rerank: true, search: { zones: 2, instances: 4, replicas: 1 } } } } },
  });
  await expect(contextWith(directory, 'dev', ['designs.rag={search:1}'])).rejects.toThrow('the value is no JSON');
});

it('reads workloads of others, and names what is wrong with them', () => {
  const workload = { unit: 'page', perUnit: { s3Gets: 2 }, targets: { unitsADay: 10 } };
  expect(readWorkloads(written('w.json', { site: workload }))).toEqual([{ name: 'site', workload }]);
  expect(() => readWorkloads(written('w.json', { site: { ...workload, perUnit: { horses: 2 } } }))).toThrow(
    'site.perUnit',
  );
  expect(() => readWorkloads(join(directory, 'none.json'))).toThrow('cannot be read as workloads');
});
