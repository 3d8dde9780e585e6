import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { defaultPolicy } from '../../../lambdas/streaming/domain/cascade/default-policy';
import { labelSchema } from '../../../lambdas/streaming/domain/cascade/label';
import { shippedClassifier } from '../../../models/moderation/classifier/shipped';
import { createReading } from '../../classifier/reading';
import { createLocalEmbeddings } from '../../local/engines/embeddings/model-thread';
import { note, runCommand, wholeNumber } from '../../operator/command-line';
import { readJson } from '../../operator/read-json';
import { evaluateClassifier } from './classifier/evaluate';
import { describeClassifier } from './classifier/report';
import { type EvaluateOptions, evaluate } from './evaluate';
import { measureLabels } from './labels/measure';
import { describeMeasures } from './labels/report';
import { describe } from './report';

interface Options extends Omit<EvaluateOptions, 'count'> {
  readonly tier: '1' | '2';
  readonly count?: number;
  readonly labels?: string;
  readonly rate: number;
  readonly json?: boolean;
}

const seedOf = (text: string): number => (text === '0' ? 0 : wholeNumber(2 ** 32 - 1)(text));

function patternsOf(text: string): number {
  const count = wholeNumber(20_000)(text);
  if (count < LEAST_PATTERNS)
    throw new InvalidArgumentError(`expected ${LEAST_PATTERNS} at least: the set says that many`);
  return count;
}
function rateOf(text: string): number {
  const rate = Number(text);
  if (!(rate > 0 && rate < 1)) throw new InvalidArgumentError('expected a share above 0 and below 1, such as 0.01');
  return rate;
}

/** All words and phrases of the set have to be among the patterns. */
const LEAST_PATTERNS = 100;

async function run(options: Options): Promise<void> {
  const { labels, tier } = options;
  const measured =
    labels === undefined ? (tier === '2' ? judgeByClassifier : judgeByFilters)(options) : byLabels(labels, options);
  process.stdout.write(`${await measured}\n`);
}

const labelsFile = z.object({ labels: z.array(labelSchema) });

async function byLabels(file: string, { rate, json }: Options): Promise<string> {
  const text = await readFile(file, 'utf8');
  const read = labelsFile.safeParse(readJson(text));
  if (!read.success)
    throw new Error(`${file} is not what \`npm run labels -- --json\` prints: ${z.prettifyError(read.error)}`);
  const measures = measureLabels(read.data.labels, rate);
  return json ? JSON.stringify(measures) : describeMeasures(measures);
}

async function judgeByFilters({ seed, patterns, count = 1_000, json }: Options): Promise<string> {
  note(`judging ${count} items of each kind`);
  const evaluation = evaluate({ seed, patterns, count });
  return json ? JSON.stringify(evaluation) : describe(evaluation);
}

async function judgeByClassifier({ seed, count = 100, json }: Options): Promise<string> {
  const [classifier, embeddings] = [shippedClassifier(), createLocalEmbeddings()];
  try {
    note(`making vectors of texts, ${count} of each kind: a minute or two`);
    const scoresOf = createReading(classifier, embeddings);
    const evaluation = await evaluateClassifier({ classifier, scoresOf, policy: defaultPolicy, seed, count });
    return json ? JSON.stringify(evaluation) : describeClassifier(evaluation);
  } finally {
    await embeddings.stop();
  }
}

const program = new Command('eval:moderation')
  .description(
    'Judges generated items by tier 1 of content moderation, and tells how much it catches by kind of disguise, how often it rejects what ' +
      'breaks no rule, and what share it approves, rejects and leaves to later tiers. Shares have Wilson intervals of 95 %. With --tier 2 it ' +
      'measures the classifier that is checked in, on texts of templates that it was not trained with.',
  )
  .addOption(new Option('--tier <n>', 'what judges').choices(['1', '2']).default('1'))
  .option('--seed <n>', 'of the generated items', seedOf, 20_260_101)
  .option('--count <n>', 'items of each kind (default: 1000 in tier 1, 100 in tier 2)', wholeNumber(100_000))
  .option('--patterns <n>', 'of tier 1: size of the block list', patternsOf, 1_000)
  .option('--labels <file>', 'measure all tiers by what people found, as `npm run labels -- --json` prints it')
  .option('--rate <share>', 'with --labels: errors at which thresholds of the classifier are suggested', rateOf, 0.01)
  .option('--json', 'print one JSON object; progress goes to standard error')
  .action(run);

if (require.main === module) void runCommand(program, process.argv);
