import { Command, InvalidArgumentError, Option } from 'commander';
import { FraudClient } from '../../web/client/fraud-client';
import { note, runCommand, wholeNumber } from '../operator/command-line';
import { interruption } from '../operator/interruption';
import { defaultOutputsFile, outputOf, readOutputs } from '../operator/outputs';
import { findKey } from '../operator/token';
import { replay } from './replay';
import { describe, lineOf, nextStep } from './report';
import { ScoreCard } from './score-card';
import { MOST_RATE } from './traffic';

interface Options {
  readonly rate: number;
  readonly count?: number;
  readonly seed: number;
  readonly feedbackAfter: number;
  readonly from?: number;
  readonly outputs: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** Milliseconds between two lines on how it stands. */
const TELL_MS = 5_000;

/** Payments of a run that is repeated are as old as it: the API takes none that is older than a day. */
const OLDEST_MS = 23 * 3_600_000;

async function run(options: Options): Promise<void> {
  const { rate, seed, outputs, json, count, feedbackAfter, from = Date.now() } = options;
  const signal = interruption();
  const baseUrl = (options.url ?? outputOf(await readOutputs(outputs), 'FraudApiUrl')).replace(/\/+$/, '');
  const key = await findKey(outputs, 'service', 'FRAUD_API_KEY', options.url === undefined);
  const client = new FraudClient({ baseUrl, token: () => Promise.resolve(key) });
  const card = new ScoreCard();
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  note(`Simulated payments, ${rate} a second, to ${baseUrl}; Ctrl-C ends it.`);
  const ticker = setInterval(() => note(lineOf(card)), TELL_MS);
  try {
    await replay({ client, rate, seed, count, from, feedbackAfter, card, signal });
  } catch (error) {
    throw new Error(nextStep(error, baseUrl));
  } finally {
    clearInterval(ticker);
  }
  const summary = { run: { seed, rate, from: new Date(from).toISOString(), seconds: seconds() }, ...card.summary() };
  process.stdout.write(`${json ? JSON.stringify(summary) : describe(summary)}\n`);
  const sent = count === undefined ? card.decided : count;
  note(
    `\nThe same payments again, which are decided already: npm run payments -- --seed ${seed} --rate ${rate} --count ${sent} --from ${summary.run.from}`,
  );
  if (signal.aborted) process.exit(0);
}

function parseFrom(text: string): number {
  const from = Date.parse(text);
  const age = Date.now() - from;
  if (Number.isNaN(from) || age < 0 || age > OLDEST_MS)
    throw new InvalidArgumentError(
      'expected the time at which a run of the last 23 hours began, such as 2026-11-28T19:00:00.000Z',
    );
  return from;
}

function parseSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 0 to 999999999');
  return Number(text);
}

const program = new Command('payments')
  .description(
    'Replays simulated payments with frauds in them: asks for a decision on each, and tells later what it turned out to be.',
  )
  .option('--rate <n>', 'payments a second', wholeNumber(MOST_RATE), 5)
  .option('--count <n>', 'payments (default: until Ctrl-C)', wholeNumber(100_000_000))
  .option('--seed <n>', 'of the simulation', parseSeed, 1)
  .option('--feedback-after <seconds>', 'when it is told what a payment turned out to be', wholeNumber(86_400), 20)
  .option('--from <time>', 'repeat the run that began then: what it decided stays as it is', parseFrom)
  .addOption(new Option('--outputs <file>', 'outputs of the laptop or of a deployment').default(defaultOutputsFile))
  .option('--url <url>', 'base of the API, in place of FraudApiUrl of the outputs')
  .option('--json', 'print one JSON object; progress goes to standard error')
  .addHelpText(
    'after',
    "\nThe key is FRAUD_API_KEY (scope fraud), or the laptop's own." +
      '\nPayments come in their simulated order, and occur when they are sent: a simulated day takes as long as its payments do,' +
      '\n100 seconds from 5 a second on. What is told after 20 seconds takes weeks in life. Busy answers (429, 503) are waited for' +
      '\nas they ask, and sent again with the same Idempotency-Key.',
  )
  .action(run);

if (require.main === module) void runCommand(program, process.argv);
