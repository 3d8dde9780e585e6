import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { readAssembly } from '../assembly';
import { synthesize } from '../local/synthesize';
import { note, runCommand } from '../operator/command-line';
import { differences, writeFiles } from './check';
import { command } from './page';
import { draw } from './pages';

interface Options {
  readonly assembly?: string;
  readonly stage: string;
  readonly out: string;
  readonly tag: string;
  readonly check?: boolean;
  readonly json?: boolean;
}

const root = join(__dirname, '../..');

async function run({ assembly, stage, out, tag, check, json }: Options): Promise<void> {
  const directory = assembly ? resolve(assembly) : await synthesized(stage);
  const drawing = await draw(readAssembly(directory), { stage, tag });
  const target = resolve(root, out);
  if (json) {
    process.stdout.write(`${JSON.stringify({ stage, whole: drawing.whole, parts: drawing.parts })}\n`);
  } else if (check) {
    report(differences(target, drawing.files), out);
  } else {
    writeFiles(target, drawing.files);
    note(`Wrote ${drawing.files.size} files to ${relative(process.cwd(), target) || '.'}`);
  }
}

function report(found: readonly string[], out: string): void {
  for (const each of found) note(`${out}/${each}`);
  if (found.length === 0) return;
  note(`${found.length} files do not match the assembly: run \`${command}\``);
  process.exitCode = 1;
}

async function synthesized(stage: string): Promise<string> {
  const outDir = join(root, '.local/diagram/cdk.out');
  note(`synthesizing ${stage}`);
  await synthesize({ root, outDir, context: { stage } });
  return outDir;
}

const program = new Command('diagram')
  .description(
    'Draws what a cloud assembly deploys: a picture and a page of tables for each part, and one of all.\n\n' +
      'Parts are the values of a tag on stacks; a stack without it is a part of its own, so that the assembly of any CDK\n' +
      'app can be drawn: `npm run diagram -- --assembly ../other/cdk.out --stage other --out /tmp/other`.',
  )
  .option('--assembly <dir>', 'read what `cdk synth` wrote there, in place of synthesizing')
  .option('--stage <name>', 'stage of cdk.json to synthesize, and what the pages call it', 'prod')
  .option('--out <dir>', 'where pages and pictures go', 'docs/designs')
  .option('--tag <key>', 'tag that says which part a stack belongs to', 'design')
  .option('--check', 'write nothing; fail where a file is not what the assembly gives, and say where')
  .option('--json', 'print the graphs as one JSON object and write nothing')
  .action(run);

if (require.main === module) void runCommand(program, process.argv);
