import { Command, InvalidArgumentError, Option } from 'commander';
import { runCommand } from '../operator/command-line';
import { defaultOutputsFile } from '../operator/outputs';
import { openTable } from '../operator/platform-table';
import { csvHeading, csvLines, usd } from './csv';
import { type Invoice, invoiceOf } from './invoice';
import { usageTable } from './usage-table';

interface Options {
  readonly month: string;
  readonly org?: string;
  readonly outputs: string;
  readonly json?: boolean;
}

const print = (text: string): void => void process.stdout.write(text);
const note = (text: string): void => void process.stderr.write(`${text}\n`);

async function invoice({ month, org, outputs, json }: Options): Promise<void> {
  const table = usageTable(await openTable(outputs, 'UsageTableName'));
  const invoices: Invoice[] = [];
  if (!json) print(csvHeading());
  const organisations = org === undefined ? await table.organisations(month) : [org];
  if (organisations.length === 0) note(`Nothing was used in ${month}.`);
  for (const organisation of organisations) {
    const made = await invoiceOf(table, organisation, month);
    if (json) invoices.push(made);
    else print(csvLines(made));
    note(`${organisation}: ${made.total.requests} requests, ${usd(made.total.costMicroUsd)} USD`);
    for (const problem of made.problems) note(`Does not add up: ${problem}`);
    if (made.problems.length > 0) process.exitCode = 1;
  }
  if (json) print(`${JSON.stringify({ month, invoices })}\n`);
}

function monthOf(text: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) throw new InvalidArgumentError('expected a month such as 2026-11');
  return text;
}

const program = new Command('invoice')
  .description('What each organisation used in a month, by user, model and target: the lines of its invoice, as CSV.')
  .requiredOption('--month <yyyy-mm>', 'month, in UTC', monthOf)
  .option('--org <name>', 'one organisation; all that used something by default')
  .addOption(new Option('--csv', 'print CSV, which is what is printed anyway').conflicts('json'))
  .option('--json', 'print one JSON object')
  .addOption(new Option('--outputs <file>', 'outputs of the laptop or of a deployment').default(defaultOutputsFile))
  .addHelpText(
    'after',
    '\nThe lines are summed from the ledger and checked against the counters of the month. Where they differ, it is said on' +
      '\nstandard error, and the exit code is 1.',
  )
  .action(invoice);

void runCommand(program, process.argv);
