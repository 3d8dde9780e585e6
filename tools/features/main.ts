import { Command, InvalidArgumentError, Option } from 'commander';
import { runCommand, table } from '../operator/command-line';
import { defaultOutputsFile } from '../operator/outputs';
import { openTable } from '../operator/platform-table';
import { type Comparison, compareVersions } from './compare-versions';

interface Options {
  readonly outputs: string;
  readonly entities: number;
  readonly json?: boolean;
}

const SHOWN = 20;

async function compare(one: number, other: number, { outputs, entities: most, json }: Options): Promise<void> {
  const opened = await openTable(outputs, 'FeaturesTableName');
  const comparison = await compareVersions(opened, { one, other, most, at: Date.now() });
  process.stdout.write(`${json ? JSON.stringify(comparison) : asText(comparison, one, other)}\n`);
  if (comparison.compared === 0 || comparison.differences.length > 0) process.exitCode = 1;
}

function asText(comparison: Comparison, one: number, other: number): string {
  const { compared, found, same, behindMs, differences } = comparison;
  if (compared === 0) return `Version ${one} has no states: no reader counts it.`;
  if (found === 0) return `Version ${other} has no states: no reader counts it, or it has not begun.`;
  const summary = `${same} of ${compared} entities have the same features in versions ${one} and ${other}; the latter is up to ${behindMs / 1000} s behind.`;
  if (differences.length === 0) return summary;
  const rows = differences.flatMap(({ entity, features }) =>
    Object.entries(features).map(([name, values]) => [entity, name, ...values.map(String)]),
  );
  const more = rows.length > SHOWN ? `\n\n${rows.length - SHOWN} more: --json has all.` : '';
  const heading = ['ENTITY', 'FEATURE', `${one}`, `${other}`];
  return `${summary}\n\n${table([heading, ...rows.slice(0, SHOWN)])}${more}`;
}

function whole(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 1 on');
  return Number(text);
}

const program = new Command('features').description('Versions of the features that streaming counts.');
program
  .command('compare')
  .description('compare features of one version with those of another that is counted beside it')
  .argument('<one>', 'the version whose entities are taken, such as the one that is told', whole)
  .argument('<other>', 'the version that they are looked up in', whole)
  .addOption(new Option('--outputs <file>', 'outputs of the laptop or of a deployment').default(defaultOutputsFile))
  .option('--entities <n>', 'how many entities are compared', whole, 1_000)
  .option('--json', 'print one JSON object')
  .addHelpText(
    'after',
    '\nExit code 0 where all are the same. Events that come meanwhile may be in one and not yet in the other.',
  )
  .action(compare);

void runCommand(program, process.argv);
