import { Command, InvalidArgumentError, Option } from 'commander';
import { runCommand, table } from '../operator/command-line';
import { defaultOutputsFile } from '../operator/outputs';
import { openPlatformTable } from '../operator/platform-table';
import {
  applyConfig,
  configHistory,
  currentConfig,
  defaultConfig,
  readConfigFile,
  rollBackConfig,
} from './config-control';

interface Options {
  readonly outputs: string;
  readonly note?: string;
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const note = (text: string): void => void process.stderr.write(`${text}\n`);

async function show({ outputs }: Options): Promise<void> {
  const stored = await currentConfig(await openPlatformTable(outputs));
  note(stored ? `Version ${stored.version} of ${stored.at}` : 'Nothing is stored; this is the default.');
  print(JSON.stringify(stored?.document ?? (await defaultConfig(outputs)), null, 2));
}

async function validate(file: string): Promise<void> {
  const { pools } = await readConfigFile(file);
  print(`Valid: ${pools.length} pools.`);
}

async function apply(file: string, { outputs, note }: Options): Promise<void> {
  const config = await readConfigFile(file);
  const { version } = await applyConfig(await openPlatformTable(outputs), config, { now: new Date(), note });
  print(`Version ${version} is in force within 30 seconds.`);
}

async function history({ outputs }: Options): Promise<void> {
  const versions = await configHistory(await openPlatformTable(outputs));
  print(
    table([['VERSION', 'STORED', 'NOTE'], ...versions.map((each) => [`${each.version}`, each.at, each.note ?? ''])]),
  );
}

async function rollback(version: number, { outputs }: Options): Promise<void> {
  const stored = await rollBackConfig(await openPlatformTable(outputs), version, new Date());
  print(`Version ${stored.version} (as ${version} was) is in force within 30 seconds.`);
}

function versionNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('expected a version such as 3');
  return Number(text);
}

const program = new Command('chat-config').description(
  'What is decided about chat without a deploy: limits, model pools, prices, rules. Versions are never overwritten.',
);
const command = (usage: string, description: string) =>
  program
    .command(usage)
    .description(description)
    .addOption(new Option('--outputs <file>', 'outputs of the laptop or of a deployment').default(defaultOutputsFile));
command('show', 'print the document in force').action(show);
command('validate <file>', 'check a document').action(validate);
command('apply <file>', 'check a document and put it in force as the next version')
  .option('--note <text>', 'why, shown in the history')
  .action(apply);
command('history', 'list all versions').action(history);
command('rollback', 'put an earlier document in force again, as a new version')
  .argument('<version>', 'version to go back to', versionNumber)
  .action(rollback);

void runCommand(program, process.argv);
