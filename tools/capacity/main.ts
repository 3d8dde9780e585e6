import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { designs } from '../../lib/designs';
import { readAssembly } from '../assembly';
import { synthesize } from '../local/synthesize';
import { note, runCommand, wholeNumber } from '../operator/command-line';
import { readScenario } from '../scenario';
import { assess } from './assess';
import { defaultAssumptions } from './assumptions';
import { latencyChart } from './chart';
import { type Latency, latenciesOf, latencyCurves } from './latencies';
import { describe } from './report';
import { type Check, VALIDATION_CONFIDENCE, validate } from './simulation/validation';
import { describeChecks } from './validation-report';

interface Options {
  readonly scenario: string;
  readonly stage: string;
  readonly assembly?: string;
  readonly seed: number;
  readonly replications: number;
  readonly requests: number;
  readonly ramp: number;
  readonly surge?: number;
  readonly svg?: string;
  readonly all?: boolean;
  readonly json?: boolean;
  readonly check?: boolean;
  readonly validate?: boolean;
}

/** Loads of the chart, as multiples of the peak of a cell. */
const MULTIPLES = [0.1, 0.25, 0.5, 0.75, 0.9, 1, 1.1, 1.25];

const root = join(__dirname, '../..');
const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function capacity(options: Options): Promise<void> {
  if (options.validate) return printValidation(options);
  const scenario = readScenario(options.scenario, designs);
  const assembly = readAssembly(await assemblyDir(options));
  const assessment = assess(assembly, scenario, designs, { ...defaultAssumptions, rampSeconds: options.ramp });
  const { seed, replications, requests, surge } = options;
  const size = { seed, replications, requests };
  const latencies = latenciesOf(assessment, size);
  const surged = surge === undefined ? undefined : { surge, latencies: latenciesOf(assessment, size, surge) };
  if (options.svg) {
    writeFileSync(options.svg, latencyChart(latencyCurves(assessment, size, MULTIPLES)));
    note(`wrote ${options.svg}`);
  }
  const { placed: _, ...told } = assessment;
  const report = { stage: options.stage, ...size, ...told, latencies, ...(surged && { surged }) };
  print(options.json ? JSON.stringify(report, asJson) : describe(assessment, latencies, surged, options));
  if (options.check) failOnMissed(latencies);
}

/** JSON has no infinity: what is never met is null. */
const asJson = (_key: string, value: unknown): unknown => (value === Number.POSITIVE_INFINITY ? null : value);

function failOnMissed(latencies: readonly Latency[]): void {
  for (const { design, way, verdicts } of latencies) {
    for (const { met, mark, share, ms, simulated } of verdicts) {
      if (met === 'yes') continue;
      note(
        `${design}: ${way}: p${100 * share} of ${mark} is ${simulated.value.toFixed(0)} ms, and should be under ${ms}`,
      );
      process.exitCode = 1;
    }
  }
}

function printValidation({ seed, json }: Options): void {
  const checks: readonly Check[] = validate(seed);
  print(json ? JSON.stringify({ seed, confidence: VALIDATION_CONFIDENCE, checks }) : describeChecks(checks, seed));
  if (checks.some(({ agrees }) => !agrees)) process.exitCode = 1;
}

async function assemblyDir({ assembly, stage }: Options): Promise<string> {
  if (assembly) return resolve(assembly);
  const outDir = join(root, '.local/capacity', stage);
  note(`synthesizing ${stage}`);
  await synthesize({ root, outDir, context: { stage } });
  return outDir;
}

function multiple(text: string): number {
  const number = Number(text);
  if (!(number > 1 && number <= 100)) throw new InvalidArgumentError('expected a number above 1 and up to 100');
  return number;
}

const program = new Command('capacity')
  .description(
    'Which limits a load passes, which it meets first as it grows, how many cells it needs, and how long requests take, by simulation.',
  )
  .option(
    '--scenario <name or file>',
    '`targets`, which the designs are sized for, `launch`, or a JSON file',
    'targets',
  )
  .option('--stage <name>', 'stage of cdk.json to synthesize', 'prod')
  .option('--assembly <dir>', 'read what `cdk synth` wrote there instead')
  .option('--seed <n>', 'of the simulation: the same seed gives the same figures', wholeNumber(2 ** 31), 1)
  .option('--replications <n>', 'independent runs of each way', wholeNumber(100), 5)
  .option('--requests <n>', 'requests that each run tells of', wholeNumber(1_000_000), 5000)
  .option(
    '--ramp <seconds>',
    'in which load grows from its mean to its peak',
    wholeNumber(86_400),
    defaultAssumptions.rampSeconds,
  )
  .option('--surge <times>', 'also simulate so many times the load all at once, such as 2', multiple)
  .option('--svg <file>', 'write a chart of latency against load')
  .option('--all', 'every limit, and not only those met before three times the load; and every service time')
  .option('--check', 'exit with 1 when a way misses its target')
  .option('--validate', 'hold the simulator against formulas of queues, and nothing else')
  .option('--json', 'print one JSON object; progress goes to standard error')
  .action(capacity);

void runCommand(program, process.argv);
