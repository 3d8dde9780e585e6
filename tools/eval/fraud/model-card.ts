import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Command } from 'commander';
import { markdownOf } from '../../../models/fraud/card/markdown';
import type { ModelCard } from '../../../models/fraud/card/model-card';
import { note, runCommand } from '../../operator/command-line';

export const cardFile = 'card.json';
export const markdownFile = 'MODEL-CARD.md';

interface Artefact extends Pick<ModelCard, 'version' | 'sha256' | 'metrics' | 'calibration' | 'parameters'> {
  /** In base64. */
  readonly trees: string;
}

const same = ['version', 'sha256', 'metrics', 'calibration', 'parameters'] as const;

/** Where a model, its card and the card's text do not agree, one sentence each. */
export function problemsOf(artefact: Artefact, card: ModelCard, markdown: string): string[] {
  const hash = createHash('sha256').update(Buffer.from(artefact.trees, 'base64')).digest('hex');
  return [
    ...(hash === card.sha256 ? [] : [`the card is of ${card.sha256}, the trees hash to ${hash}`]),
    ...same.filter((name) => !isDeepStrictEqual(artefact[name], card[name])).map((name) => `${name} differs`),
    ...(markdown === markdownOf(card) ? [] : [`${markdownFile} is not what ${cardFile} says`]),
  ];
}

function run({ check, dir }: { readonly check?: boolean; readonly dir: string }): void {
  const read = (name: string) => readFileSync(join(dir, name), 'utf8');
  const card = JSON.parse(read(cardFile)) as ModelCard;
  if (!check) {
    writeFileSync(join(dir, markdownFile), markdownOf(card));
    note(`Wrote ${join(dir, markdownFile)}`);
    return;
  }
  const problems = problemsOf(JSON.parse(read('champion.json')) as Artefact, card, read(markdownFile));
  for (const problem of problems) note(`${dir}: ${problem}; run \`npm run train:fraud\` or \`npm run card:fraud\``);
  if (problems.length > 0) process.exitCode = 1;
}

const program = new Command('card:fraud')
  .description(`Writes a model's ${markdownFile} from the ${cardFile} that training wrote beside it`)
  .option('--check', 'write nothing; fail where model, card and text do not agree')
  .option('--dir <directory>', 'where the model is', 'models/fraud/champion')
  .action(run);

if (require.main === module) void runCommand(program, process.argv);
