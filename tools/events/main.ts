import { Command, InvalidArgumentError, Option } from 'commander';
import { eventSource, type Mix, mixes } from '../../web/client/events/event-source';
import { EventTally } from '../../web/client/events/event-tally';
import { sendEvents } from '../../web/client/events/send-events';
import { StreamingClient } from '../../web/client/streaming-client';
import { note, runCommand, wholeNumber } from '../operator/command-line';
import { interruption } from '../operator/interruption';
import { defaultOutputsFile, outputOf, readOutputs } from '../operator/outputs';
import { findKey } from '../operator/token';
import { describe, lineOf, nextStep, type Run, summaryOf } from './report';

interface Options {
  readonly rate: number;
  readonly for?: number;
  readonly mix: Mix;
  readonly poison: number;
  readonly late: number;
  readonly duplicates: number;
  readonly seed: number;
  readonly run?: string;
  readonly outputs: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** Milliseconds between two lines on how it stands. */
const TELL_MS = 5_000;
/** Events a second; two processes or more send more. */
const MOST_RATE = 10_000;

async function run(options: Options): Promise<void> {
  const { rate, seed, mix, outputs, json, poison, late, duplicates, for: seconds } = options;
  if (poison + late + duplicates > 1)
    throw new Error(
      '--poison, --late and --duplicates are parts of all events: give numbers that add up to at most 1.',
    );
  const signal = interruption();
  const baseUrl = (options.url ?? outputOf(await readOutputs(outputs), 'StreamingApiUrl')).replace(/\/+$/, '');
  const key = await findKey(outputs, 'service', 'STREAMING_API_KEY', options.url === undefined);
  const client = new StreamingClient({ baseUrl, token: () => Promise.resolve(key) });
  const shares = { poison, late, duplicates };
  const name = options.run ?? Date.now().toString(36);
  const tally = new EventTally();
  const began = performance.now();
  const standing = (): Run => ({
    ...{ rate, seed, mix, shares, run: name, seconds: (performance.now() - began) / 1000, counts: tally.counts() },
  });
  note(`${mix === 'both' ? 'Clickstream and content' : mix}, ${rate} events a second, to ${baseUrl}; Ctrl-C ends it.`);
  const ticker = setInterval(() => note(lineOf(standing())), TELL_MS);
  try {
    await sendEvents({
      ...{ rate, forMs: seconds === undefined ? undefined : 1000 * seconds, tally, signal },
      next: eventSource({ seed, run: name, mix, shares }),
      send: (events, over) => client.sendEvents(events, over),
    });
  } catch (error) {
    throw new Error(nextStep(error, baseUrl));
  } finally {
    clearInterval(ticker);
  }
  const result = standing();
  process.stdout.write(`${json ? JSON.stringify(summaryOf(result)) : describe(result)}\n`);
  if (signal.aborted) process.exit(0);
}

function parseShare(text: string): number {
  const share = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || share > 1)
    throw new InvalidArgumentError('expected a part of all events from 0 to 1, such as 0.05');
  return share;
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

function parseDuration(text: string): number {
  const [, amount, unit = 's'] = /^([1-9]\d{0,5})([smh]?)$/.exec(text) ?? [];
  if (amount === undefined) throw new InvalidArgumentError('expected a duration such as 60s, 10m or 2h');
  return Number(amount) * (units[unit || 's'] ?? 1);
}

function parseSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 0 to 999999999');
  return Number(text);
}

function parseRun(text: string): string {
  if (!/^[a-z0-9-]{1,32}$/i.test(text))
    throw new InvalidArgumentError('expected the name of a run: 1 to 32 letters, digits and hyphens');
  return text;
}

const program = new Command('events')
  .description('Sends generated events to streaming: what people do with items, and texts to moderate.')
  .option('--rate <n>', 'events a second', wholeNumber(MOST_RATE), 50)
  .option('--for <time>', 'such as 60s, 10m, 2h (default: until Ctrl-C)', parseDuration)
  .addOption(new Option('--mix <mix>', 'what is sent').choices(mixes).default('both'))
  .option('--poison <part>', 'part of a version that nobody knows, which is taken in and parked', parseShare, 0.01)
  .option('--late <part>', 'part that comes after the watermark', parseShare, 0.05)
  .option('--duplicates <part>', 'part that was sent before, and counts once', parseShare, 0.05)
  .option('--seed <n>', 'of what is generated', parseSeed, 1)
  .option('--run <name>', 'in all ids: a run that is repeated with its seed counts nothing twice', parseRun)
  .addOption(new Option('--outputs <file>', 'outputs of the laptop or of a deployment').default(defaultOutputsFile))
  .option('--url <url>', 'base of the API, in place of StreamingApiUrl of the outputs')
  .option('--json', 'print one JSON object; progress goes to standard error')
  .addHelpText(
    'after',
    "\nThe key is STREAMING_API_KEY (scope streaming), or the laptop's own." +
      '\nThe rate does not wait for answers: what is due while the service is slow or busy (429, 503) gathers, and is sent later with the same ids;' +
      '\nwhat was asked for stands beside what was achieved. Times are from this process: of each request, and from when an event was due.',
  )
  .action(run);

if (require.main === module) void runCommand(program, process.argv);
