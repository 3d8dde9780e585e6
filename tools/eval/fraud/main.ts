import { Command } from 'commander';
import { fourWeeks } from '../../../models/fraud/protocol/split';
import { note, runCommand } from '../../operator/command-line';

import { evaluate } from './evaluate';
import { withSimulationOptions, withTrainFrom } from './options';
import { describe } from './report';
import { dayOfDate, openSource, type SourceOptions } from './source';

interface Options extends SourceOptions {
  readonly trainFrom: string;
  readonly json?: boolean;
}

async function run(options: Options): Promise<void> {
  const { transactions, description } = await openSource(options);
  note(description);
  const first = dayOfDate(transactions, options.trainFrom);
  const trainDays = fourWeeks.map((day) => first + day - fourWeeks[0]);
  const started = performance.now();
  const timed = (text: string) => note(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}`);
  const report = { data: description, rows: evaluate(transactions, { trainDays, note: timed }) };
  process.stdout.write(`${options.json ? JSON.stringify(report) : describe(report)}\n`);
}

const program = withTrainFrom(
  withSimulationOptions(
    new Command('eval:fraud').description(
      "Rates fraud models by the fraud handbook's protocol: one week of training, one in which labels are not known yet, and one " +
        'of testing without the customers whose frauds are known. Prints AUC ROC and average precision a transaction, card ' +
        'precision of the 100 most suspicious cards a day, and recall where 0.1 % of genuine transactions are stopped: for one ' +
        'split, and as means over four weeks in a row.',
    ),
  ).option('--transactions <file>', 'a CSV file with the columns of the handbook; without it they are simulated'),
)
  .option('--json', 'print one JSON object; progress goes to standard error')
  .addHelpText(
    'after',
    '\nModels: logistic regression and XGBoost (its default parameters) on the 15 features of the handbook, and our champion.\n' +
      'Each is trained anew for each week. Equal scores are ordered by the number of the card.',
  )
  .action(run);

if (require.main === module) void runCommand(program, process.argv);
