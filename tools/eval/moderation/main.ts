import { Command, InvalidArgumentError } from 'commander';
import { note, runCommand, wholeNumber } from '../../operator/command-line';
import { type EvaluateOptions, evaluate } from './evaluate';
import { describe } from './report';

interface Options extends EvaluateOptions {
  readonly json?: boolean;
}

const seedOf = (text: string): number => (text === '0' ? 0 : wholeNumber(2 ** 32 - 1)(text));

function patternsOf(text: string): number {
  const count = wholeNumber(20_000)(text);
  if (count < LEAST_PATTERNS)
    throw new InvalidArgumentError(`expected ${LEAST_PATTERNS} at least: the set says that many`);
  return count;
}
/** All words and phrases of the set have to be among the patterns. */
const LEAST_PATTERNS = 100;

function run({ json, ...options }: Options): void {
  note(`judging ${options.count} items of each kind`);
  const evaluation = evaluate(options);
  process.stdout.write(`${json ? JSON.stringify(evaluation) : describe(evaluation)}\n`);
}

const program = new Command('eval:moderation')
  .description(
    'Judges generated items by tier 1 of content moderation, and tells how much it catches by kind of disguise, how often it rejects what ' +
      'breaks no rule, and what share it approves, rejects and leaves to later tiers. Shares have Wilson intervals of 95 %.',
  )
  .option('--seed <n>', 'of the generated items', seedOf, 20_260_101)
  .option('--count <n>', 'items of each kind; ten times as many of mixed traffic', wholeNumber(100_000), 1_000)
  .option('--patterns <n>', 'size of the block list', patternsOf, 1_000)
  .option('--json', 'print one JSON object; progress goes to standard error')
  .action(run);

if (require.main === module) void runCommand(program, process.argv);
