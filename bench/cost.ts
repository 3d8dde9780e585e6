import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssembly } from '../tools/assembly';
import { costedAssembly } from '../tools/cost/costed-assembly';
import { costReport } from '../tools/cost/report';
import { PriceBook } from '../tools/prices';
import { compare, type Row } from './report';

export interface CostBenchOptions {
  /** Resources of the assemblies that are priced, the smallest first. @default 100, 1,000 and 10,000 */
  readonly sizes?: readonly number[];
  /** Of which the quickest counts. @default 5 */
  readonly samples?: number;
  progress(text: string): void;
}

/** How much longer a resource may take in an assembly ten times as large: less than as long again. */
const LIMIT = 2;
/** Of a stack in CloudFormation. */
const RESOURCES_A_STACK = 500;

/** Time to read and price assemblies of growing size, each against the one before as many times as it has more resources. */
export function costs({ sizes = [100, 1_000, 10_000], samples = 5, progress }: CostBenchOptions): Row[] {
  const times = sizes.map((resources) => {
    progress(`pricing ${resources.toLocaleString('en')} resources`);
    return quickest(resources, samples);
  });
  return sizes.slice(1).flatMap((resources, at) => {
    const [less = resources, before = 0, value = 0] = [sizes[at], times[at], times[at + 1]];
    const name = `cost/${resources.toLocaleString('en')} resources, ${less.toLocaleString('en')} as many times`;
    return [compare(name, 'ms', { value, floor: (before * resources) / less }, LIMIT)];
  });
}

function quickest(resources: number, samples: number): number {
  const directory = mkdtempSync(join(tmpdir(), 'cost-bench-'));
  try {
    writeAssembly(directory, resources);
    return Math.min(...Array.from({ length: samples + 1 }, () => timed(directory)));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function timed(directory: string): number {
  const begun = performance.now();
  const region = 'us-east-1';
  const assembly = costedAssembly(readAssembly(directory), { region });
  costReport(assembly, { stage: 'bench', region, now: new Date(), book: new PriceBook() });
  return performance.now() - begun;
}

/** Functions, aliases that keep them warm, tables, alarms and dashboards that refer to them, in stacks that refer to one another. */
function writeAssembly(directory: string, resources: number): void {
  const stacks = Math.ceil(resources / RESOURCES_A_STACK);
  const artifacts = Array.from({ length: stacks }, (_, stack) => {
    const count = Math.min(RESOURCES_A_STACK, resources - stack * RESOURCES_A_STACK);
    const template = { Resources: Object.fromEntries(Array.from({ length: count }, (_, n) => resource(n))) };
    writeFileSync(join(directory, `s${stack}.json`), JSON.stringify(template));
    const properties = { templateFile: `s${stack}.json` };
    const environment = 'aws://unknown-account/us-east-1';
    return [`s${stack}`, { type: 'aws:cloudformation:stack', environment, properties }] as const;
  });
  const manifest = { version: '55.0.0', artifacts: Object.fromEntries(artifacts) };
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest));
}

function resource(n: number): [string, unknown] {
  const fn = `Fn${n - (n % 5)}`;
  const tags = [{ Key: 'design', Value: `d${n % 7}` }];
  const kinds = [
    [`Fn${n}`, 'AWS::Lambda::Function', { MemorySize: 512, Architectures: ['arm64'], Tags: tags }],
    [
      `Alias${n}`,
      'AWS::Lambda::Alias',
      { FunctionName: { Ref: fn }, ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 } },
    ],
    [`Table${n}`, 'AWS::DynamoDB::Table', { BillingMode: 'PAY_PER_REQUEST', Tags: tags }],
    [
      `Alarm${n}`,
      'AWS::CloudWatch::Alarm',
      { Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions: [{ Name: 'FunctionName', Value: { Ref: fn } }] },
    ],
    [`Key${n}`, 'AWS::KMS::Key', { Description: { 'Fn::Sub': `\${AWS::Region} \${${fn}}` }, Tags: tags }],
  ] as const;
  const [id, Type, Properties] = kinds[n % kinds.length] ?? kinds[0];
  return [id, { Type, Properties }];
}
