import { type Command, InvalidArgumentError } from 'commander';
import { simulationDefaults } from '../../../models/fraud/simulator/simulate';
import { wholeNumber } from '../../operator/command-line';

/** A date, at whose midnight (UTC) training begins. */
export function dateOf(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new InvalidArgumentError('expected a date like 2018-07-25');
}

export const withTrainFrom = (command: Command): Command =>
  command.option('--train-from <date>', 'first day of the training week', dateOf, '2018-07-25');

const seedOf = (text: string): number => (text === '0' ? 0 : wholeNumber(2 ** 32 - 1)(text));

export const withSimulationOptions = (command: Command): Command =>
  command
    .option('--seed <n>', 'of the simulation', seedOf, simulationDefaults.seed)
    .option('--customers <n>', 'so many are simulated', wholeNumber(100_000), simulationDefaults.customers)
    .option('--terminals <n>', 'so many are simulated', wholeNumber(100_000), simulationDefaults.terminals);
