import type { Assembly, AssemblyStack, TemplateResource } from '../tools/assembly';
import { draw } from '../tools/diagram/pages';
import { compare, type Row } from './report';

const SIZES = [100, 1_000, 10_000] as const;
/** Stacks hold 500 resources at most; a part has as many stacks as it needs. */
const IN_A_STACK = 400;
const RUNS = 5;

/** How much longer a resource may take among ten times as many: what is left of a margin for sorting and a busy machine. */
const GROWTH = 2;

export interface DiagramOptions {
  /** @default 100, 1,000 and 10,000 */
  readonly sizes?: readonly number[];
  readonly progress: (text: string) => void;
}

/**
 * Draws assemblies of more and more resources, pages and pictures included, and compares the time a resource takes with that in
 * an assembly of a tenth of them.
 *
 * @returns rows in milliseconds of processor time for 1,000 resources, the quickest of the runs
 */
export async function diagram({ sizes = SIZES, progress }: DiagramOptions): Promise<Row[]> {
  progress(`drawing assemblies of up to ${sizes.at(-1)} resources`);
  const assemblies = sizes.map(assemblyOf);
  const times = await quickest(assemblies.map((assembly) => () => draw(assembly, { stage: 'bench' })));
  const each = times.map((time, index) => (time / (sizes[index] as number)) * 1_000);
  return each.slice(1).map((value, index) => {
    const name = `diagram/1,000 resources among ${sizes[index + 1]}, among ${sizes[index]}`;
    return compare(name, 'ms', { value, floor: each[index] as number }, GROWTH);
  });
}

async function quickest(tasks: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const best = tasks.map(() => Number.POSITIVE_INFINITY);
  for (let run = 0; run < RUNS; run += 1) {
    for (const [index, task] of tasks.entries()) {
      const before = process.cpuUsage();
      await task();
      const { user, system } = process.cpuUsage(before);
      best[index] = Math.min(best[index] as number, (user + system) / 1_000);
    }
  }
  return best;
}

/** An assembly of that many resources: functions that take from queues and write to tables, each with its role and alarm. */
function assemblyOf(size: number): Assembly {
  const count = Math.ceil(size / IN_A_STACK);
  const stacks = Array.from({ length: count }, (_, index) =>
    stackOf(index, Math.min(IN_A_STACK, size - index * IN_A_STACK)),
  );
  return {
    directory: '',
    stacks,
    stack: (name) => stacks.find((stack) => stack.name === name) as AssemblyStack,
    asset: String,
    files: [],
  };
}

function stackOf(index: number, size: number): AssemblyStack {
  const groups = Array.from({ length: Math.ceil(size / 8) }, (_, group) => Object.entries(groupOf(group)));
  const Resources = Object.fromEntries(groups.flat().slice(0, size));
  const name = `bench-${index}`;
  return {
    name,
    region: 'here',
    template: { Resources },
    tags: { design: `part${Math.floor(index / 5)}` },
    dependencies: [],
    path: (id) => `${name}/${id}`,
  };
}

function groupOf(index: number): Record<string, TemplateResource> {
  const ref = (kind: string) => ({ 'Fn::GetAtt': [`${kind}${index}`, 'Arn'] });
  const Statement = [
    { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: ref('Table') },
    { Effect: 'Allow', Action: 'sqs:ReceiveMessage', Resource: ref('Queue') },
  ];
  return {
    [`Table${index}`]: { Type: 'AWS::DynamoDB::Table' },
    [`Queue${index}`]: { Type: 'AWS::SQS::Queue' },
    [`Role${index}`]: { Type: 'AWS::IAM::Role' },
    [`Policy${index}`]: {
      Type: 'AWS::IAM::Policy',
      Properties: { Roles: [{ Ref: `Role${index}` }], PolicyDocument: { Statement } },
    },
    [`Function${index}`]: {
      Type: 'AWS::Lambda::Function',
      Properties: { Role: ref('Role'), Environment: { Variables: { TABLE: { Ref: `Table${index}` } } } },
    },
    [`Mapping${index}`]: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: ref('Queue'), FunctionName: { Ref: `Function${index}` } },
    },
    [`Logs${index}`]: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 14 } },
    [`Alarm${index}`]: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { MetricName: 'Errors', Dimensions: [{ Name: 'FunctionName', Value: { Ref: `Function${index}` } }] },
    },
  };
}
