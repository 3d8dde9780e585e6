import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { readAssembly } from '../assembly';
import { synthesize } from '../local/synthesize';
import { note, runCommand } from '../operator/command-line';
import { costedAssembly } from './costed-assembly';
import { costReport } from './report';
import { describeReport } from './table';

interface Options {
  readonly assembly?: string;
  readonly stage: string;
  readonly region: string;
  readonly json?: boolean;
}

const root = join(__dirname, '..', '..');

async function assemblyDir({ assembly, stage }: Options): Promise<string> {
  if (assembly) return resolve(assembly);
  const outDir = join(root, '.local/cost', stage);
  note(`synthesizing ${stage}`);
  await synthesize({ root, outDir, context: { stage } });
  return outDir;
}

async function cost(options: Options): Promise<void> {
  const assembly = costedAssembly(readAssembly(await assemblyDir(options)), { region: options.region });
  const report = costReport(assembly, { ...options, now: new Date() });
  for (const warning of report.warnings) note(`warning: ${warning}`);
  process.stdout.write(`${options.json ? JSON.stringify(report) : describeReport(report)}\n`);
}

const program = new Command('cost')
  .description('What a cloud assembly costs: idle, and for each unit of use.')
  .option('--stage <name>', 'stage of cdk.json to synthesize', 'dev')
  .option('--assembly <dir>', 'read what `cdk synth` wrote there instead')
  .option('--region <name>', 'region of stacks that name none', 'us-east-1')
  .option('--json', 'print one JSON object; progress goes to standard error')
  .action(cost);

void runCommand(program, process.argv);
