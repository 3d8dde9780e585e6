import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { markdownOf } from '../../../models/fraud/card/markdown';
import type { Week } from '../../../models/fraud/card/model-card';
import { WEEK } from '../../../models/fraud/protocol/split';
import { dayOf, type Transactions } from '../../../models/fraud/simulator/transactions';
import { note, runCommand } from '../../operator/command-line';
import { jsonText } from '../../operator/json-text';

import { cardFile, markdownFile } from './model-card';
import { dateOf, withSimulationOptions } from './options';
import { dateOfDay, dayOfDate, openSource, type SourceOptions } from './source';
import { type TrainedModel, trainModel } from './trained-model';

interface Options extends SourceOptions {
  readonly out: string;
  readonly trainFrom?: string;
}

/** The last day on which three weeks begin that are within the data. */
function latestDay(transactions: Transactions): number {
  return dayOf(transactions, transactions.seconds.length - 1) + 1 - 3 * WEEK;
}

async function run({ out, trainFrom, ...from }: Options): Promise<void> {
  const source = await openSource(from);
  const { transactions, description } = source;
  note(description);
  const trainDay = trainFrom === undefined ? Math.max(0, latestDay(transactions)) : dayOfDate(transactions, trainFrom);
  const command = commandOf(from, dateOfDay(transactions, trainDay));
  const model = trainModel(source, trainDay, command, note);
  await write(out, description, model);
  const { auc, ap, cp100 } = model.card.metrics;
  process.stdout.write(`${out}: AUC ${auc.toFixed(3)}, AP ${ap.toFixed(3)}, CP@100 ${cp100.toFixed(3)}\n`);
}

const commandOf = ({ transactions, seed, customers, terminals }: SourceOptions, date: string): string =>
  [
    'npm run train:fraud --',
    ...(transactions === undefined
      ? [`--seed ${seed} --customers ${customers} --terminals ${terminals}`]
      : ['--transactions FILE']),
    `--train-from ${date}`,
  ].join(' ');

/** The model as it is deployed, and beside it its card: figures, and the text that is made of them. */
async function write(out: string, data: string, { bytes, card, reference }: TrainedModel): Promise<void> {
  const { version, sha256, parameters, metrics, calibration } = card;
  const week = ({ from, to }: Week) => `${from} to ${to}`;
  const artefact = {
    ...{ version, data, trainedOn: week(card.trainedOn), testedOn: week(card.testedOn) },
    ...{ parameters, metrics, calibration, reference, sha256 },
    trees: Buffer.from(bytes).toString('base64'),
  };
  const directory = dirname(out);
  await mkdir(directory, { recursive: true });
  await writeFile(out, jsonText(artefact));
  await writeFile(join(directory, cardFile), jsonText(card));
  await writeFile(join(directory, markdownFile), markdownOf(card));
}

const program = withSimulationOptions(
  new Command('train:fraud')
    .description(
      'Trains our model on one week of transactions, and rates it a fortnight later. Writes the model (the trees with their SHA-256, ' +
        'their calibration, and how features and scores are spread) and, beside it, its card: data, figures, calibration, groups.',
    )
    .option('--transactions <file>', "a CSV file with the handbook's columns; without it they are simulated"),
)
  .option('--out <file>', 'where to write the model', 'models/fraud/champion/champion.json')
  .option('--train-from <date>', 'first day of the training week; without it the last three weeks are used', dateOf)
  .action(run);

if (require.main === module) void runCommand(program, process.argv);
