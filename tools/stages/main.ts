import { Command, InvalidArgumentError } from 'commander';
import { presetNames } from '../../lib/presets';
import { runCommand, table } from '../operator/command-line';
import { stagesPage } from './page';
import { isPreset, presetOf } from './presets-of';
import { differentSettings } from './settings-table';

interface Options {
  readonly json?: boolean;
  readonly markdown?: boolean;
}

function parsePreset(name: string, before: readonly string[] = []): string[] {
  if (!isPreset(name)) throw new InvalidArgumentError(`expected ${presetNames.join(', ')}`);
  return [...before, name];
}

function print(asked: readonly string[], { json, markdown }: Options): void {
  const names = asked.length > 0 ? asked.filter(isPreset) : presetNames;
  const settings = differentSettings(names.map(presetOf));
  const text = () => table([['setting', ...names], ...settings.map(({ setting, values }) => [setting, ...values])]);
  if (markdown) process.stdout.write(stagesPage(names));
  else process.stdout.write(`${json ? JSON.stringify({ presets: names, settings }) : text()}\n`);
}

const program = new Command('stages')
  .description('How presets differ: every setting that is not the same in all of them.')
  .argument('[presets...]', `of ${presetNames.join(', ')} (default: all)`, parsePreset)
  .option('--markdown', 'print the text of docs/stages.md')
  .option('--json', 'print one JSON object')
  .action(print);

void runCommand(program, process.argv);
