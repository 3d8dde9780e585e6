import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { encodeEnsemble } from '../../../lambdas/fraud/domain/model/artefact';
import { fitCalibration } from '../../../lambdas/fraud/domain/model/calibration';
import {
  championFeatureNames,
  championParameters,
  marginsOf,
  trainChampion,
} from '../../../models/fraud/champion/champion';
import { historyFeatures } from '../../../models/fraud/features/history-features';
import { pickRows } from '../../../models/fraud/protocol/columns';
import { type Figures, rate } from '../../../models/fraud/protocol/rate';
import { rangeOfDays, splitAt, WEEK } from '../../../models/fraud/protocol/split';
import { dayOf, SECONDS_A_DAY, type Transactions } from '../../../models/fraud/simulator/transactions';
import { note, runCommand } from '../../operator/command-line';
import { jsonText } from '../../operator/json-text';

import { dateOf, withSimulationOptions } from './options';
import { dayOfDate, openSource, type SourceOptions } from './source';

interface Options extends SourceOptions {
  readonly out: string;
  readonly trainFrom?: string;
}

/** The last day on which three weeks begin that are within the data. */
function latestDay(transactions: Transactions): number {
  return dayOf(transactions, transactions.seconds.length - 1) + 1 - 3 * WEEK;
}

async function run({ out, trainFrom, ...from }: Options): Promise<void> {
  const { transactions, description } = await openSource(from);
  note(description);
  const trainDay = trainFrom === undefined ? Math.max(0, latestDay(transactions)) : dayOfDate(transactions, trainFrom);
  const { ensemble, figures, calibration } = train(transactions, trainDay);
  const bytes = encodeEnsemble(ensemble);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const artefact = {
    version: `champion-${sha256.slice(0, 8)}`,
    data: description,
    trainedOn: weekOf(transactions, trainDay),
    testedOn: weekOf(transactions, trainDay + 2 * WEEK),
    parameters: championParameters,
    metrics: figures,
    calibration,
    sha256,
    trees: Buffer.from(bytes).toString('base64'),
  };
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, jsonText(artefact));
  const { auc, ap, cp100 } = figures;
  process.stdout.write(`${out}: AUC ${auc.toFixed(3)}, AP ${ap.toFixed(3)}, CP@100 ${cp100.toFixed(3)}\n`);
}

/** What is written is what was rated: nothing is trained on the test week. The calibration is fitted to its scores. */
function train(transactions: Transactions, trainDay: number) {
  const split = splitAt(transactions, trainDay);
  const range = rangeOfDays(transactions, trainDay, split.testDay + WEEK);
  const columns = historyFeatures(transactions, range, { names: championFeatureNames });
  note('features are there');
  const labelsOf = (rows: Int32Array) => Uint8Array.from(rows, (row) => transactions.fraud[row] ?? 0);
  const inRange = (rows: Int32Array) => rows.map((row) => row - range.from);
  const ensemble = trainChampion(pickRows(columns, inRange(split.train)), labelsOf(split.train), (round) => {
    if (round % 50 === 0) note(`${round} trees`);
  });
  const margins = marginsOf(ensemble, columns, inRange(split.test));
  const figures: Figures = rate(transactions, split, margins);
  return { ensemble, figures, calibration: fitCalibration(margins, labelsOf(split.test)) };
}

function weekOf({ start }: Transactions, day: number): string {
  const date = (of: number) => new Date(start + 1000 * SECONDS_A_DAY * of).toISOString().slice(0, 10);
  return `${date(day)} to ${date(day + WEEK - 1)}`;
}

const program = withSimulationOptions(
  new Command('train:fraud')
    .description(
      'Trains our model on one week of transactions, and rates it a fortnight later. Writes one file: the trees with their SHA-256, ' +
        'their calibration, with what and on what they were trained, and how good they are.',
    )
    .option('--transactions <file>', "a CSV file with the handbook's columns; without it they are simulated"),
)
  .option('--out <file>', 'where to write', 'models/fraud/champion/champion.json')
  .option('--train-from <date>', 'first day of the training week; without it the last three weeks are used', dateOf)
  .action(run);

if (require.main === module) void runCommand(program, process.argv);
