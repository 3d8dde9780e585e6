import { Command, InvalidArgumentError } from 'commander';

/** What every cost command is asked with. */
export interface ReadingOptions {
  readonly region: string;
  readonly stack: readonly string[];
  readonly parameter: Readonly<Record<string, string>>;
  readonly free: Readonly<Record<string, string>>;
  readonly freeTier?: boolean;
  readonly standIn: Readonly<Record<string, string>>;
  readonly workloads?: string;
  readonly json?: boolean;
}

export interface CostOptions extends ReadingOptions {
  readonly stage: string;
  readonly designs?: string;
  readonly assembly?: string;
  readonly scenario?: string;
  readonly scale?: readonly number[];
  readonly set: readonly string[];
  readonly lines?: boolean;
  readonly html?: string;
  readonly svg?: string;
}

export interface DiffOptions extends ReadingOptions {
  readonly markdown?: boolean;
}

const several = (value: string, before: readonly string[]): string[] => [...before, value];

function pair(value: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const [, name, text] = /^([^=]+)=(.*)$/s.exec(value) ?? [];
  if (!name || text === undefined) throw new InvalidArgumentError('expected name=value');
  return { ...before, [name]: text };
}

function scales(value: string): number[] {
  const numbers = value.split(',').map(Number);
  if (numbers.some((number) => !(number > 0)))
    throw new InvalidArgumentError('expected numbers above 0, such as 1,10,100');
  return numbers;
}

const withReading = (command: Command): Command =>
  command
    .option('--region <name>', 'region of stacks that name none', 'us-east-1')
    .option('--stack <name>', 'only this stack and what is nested in it; may be given again', several, [])
    .option('--parameter <name=value>', 'value of a template parameter without a default; may be given again', pair, {})
    .option('--free <type=reason>', 'a resource type that costs nothing, and why; may be given again', pair, {})
    .option('--stand-in <region=region>', 'take the prices of another region; may be given again', pair, {})
    .option('--free-tier', "count an account's free allowances; dashboards' and budgets' are always counted")
    .option('--workloads <file>', 'JSON of what a unit of use takes by design, for an assembly from elsewhere')
    .option('--json', 'print one JSON object; progress goes to standard error');

/** The command line of `npm run cost`. */
export function costProgram(
  cost: (options: CostOptions) => Promise<void>,
  diff: (before: string, after: string, options: DiffOptions) => Promise<void>,
): Command {
  const program = withReading(new Command('cost'))
    .description(
      'What a cloud assembly costs: the idle floor, resource by resource, and each unit of use.\n\n' +
        'Prices are list prices from tools/prices/tables, with source and date. A type without a price stops the command.',
    )
    .option('--stage <name>', 'stage of cdk.json to synthesize', 'dev')
    .option('--designs <names>', 'synthesize these designs only')
    .option('--assembly <dir>', 'read what `cdk synth` wrote there instead')
    .option('--scenario <name|file>', 'the bill of a month as use grows: `launch`, `targets`, or a JSON file')
    .option(
      '--scale <list>',
      'multiples of the scenario, such as 1,10,100; by tens to what designs are sized for',
      scales,
    )
    .option(
      '--set <key=value>',
      'what if a setting of the stage were another, such as designs.rag.rerank=false; may be given again',
      several,
      [],
    )
    .option('--lines', 'a row for each resource, in place of one for all that are billed alike')
    .option('--svg <file>', 'write charts of the scenario')
    .option('--html <file>', 'write a page with the charts and tables of the scenario')
    .action((options: CostOptions) => cost(options));
  const comparison = withReading(program.command('diff <before> <after>'))
    .description('What a change does: the costs of two assemblies compared.')
    .option('--markdown', 'print a comment for a pull request')
    .action((before: string, after: string, _, command: Command) =>
      diff(before, after, command.optsWithGlobals<DiffOptions>()),
    );
  comparison.usage('[options] <before> <after>');
  return program;
}
