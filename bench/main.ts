import { arch, cpus, platform } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { synthesize } from '../tools/local/synthesize';
import { runCommand } from '../tools/operator/command-line';
import { coldStarts } from './cold-start/cold-start';
import { nodeVersion } from './cold-start/samples';
import { describe, overLimit, type Row } from './report';
import { suites } from './suites';

interface Options {
  readonly assembly?: string;
  readonly stage: string;
  readonly samples: number;
  readonly sizes?: boolean;
  readonly json?: boolean;
  readonly only?: string;
}

const root = join(__dirname, '..');
const progress = (text: string): void => void process.stderr.write(`${text}\n`);

async function bench(options: Options): Promise<void> {
  const { sizes, json, only } = options;
  const rows: Row[] = [];
  const texts: string[] = [];
  if (!only || !(only in suites)) rows.push(...(await coldStartRows(options)));
  for (const [name, { run, drawn }] of Object.entries(suites)) {
    if (only ? only !== name : sizes) continue;
    const made = await run({ progress });
    rows.push(...made);
    if (drawn) texts.push(drawn(made));
  }
  const report = {
    machine: `${cpus().length} x ${cpus()[0]?.model.trim()}, ${platform()} ${arch()}, Node ${await nodeVersion()}`,
    rows,
  };
  const text = [describe(report), ...texts].filter((part) => part !== '').join('\n\n');
  process.stdout.write(`${json ? JSON.stringify(report) : text}\n`);
  if (overLimit(report).length > 0) process.exitCode = 1;
}

async function coldStartRows({ assembly, stage, samples, sizes, only }: Options): Promise<Row[]> {
  const assemblyDir = assembly ? resolve(assembly) : await synthesized(stage);
  return coldStarts({ assemblyDir, samples: sizes ? 0 : samples, only, progress });
}

async function synthesized(stage: string): Promise<string> {
  const outDir = join(root, '.local/bench/cdk.out');
  progress(`synthesizing ${stage}`);
  await synthesize({ root, outDir, context: { stage } });
  return outDir;
}

function count(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('expected a number from 1 to 9999');
  return Number(text);
}

const program = new Command('bench')
  .description(
    [
      'Compares what is measured with a floor measured in the same run, and fails when a ratio is over its limit.',
      'cold starts: each deployed bundle against an empty handler with the same clients and commands of the SDK, rule language and model, built in the ' +
        'same way: the code it loads at start, and the processor time of that in a fresh process (the quickest of the samples). ' +
        'A handler without clients is compared with the least empty handler that has one.',
      ...Object.entries(suites).map(([name, { about }]) => `${name}: ${about}`),
    ].join('\n\n'),
  )
  .option('--json', 'print one JSON object; progress goes to standard error')
  .option('--sizes', 'compare code only, which is the same on every machine')
  .option(
    '--only <name>',
    `one of ${Object.keys(suites).join(', ')}; or what names of handlers begin with, such as chat/, for their cold starts alone`,
  )
  .option('--samples <n>', 'cold starts of each handler', count, 15)
  .option('--stage <name>', 'stage of cdk.json to synthesize', 'dev')
  .option('--assembly <dir>', 'read what `cdk synth` wrote there instead')
  .action(bench);

void runCommand(program, process.argv);
