import { arch, cpus, platform } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { synthesize } from '../tools/local/synthesize';
import { runCommand } from '../tools/operator/command-line';
import { coldStarts } from './cold-start/cold-start';
import { nodeVersion } from './cold-start/samples';
import { costs } from './cost';
import { decisions } from './decisions';
import { moderation } from './moderation';
import { describe, overLimit, type Row } from './report';
import { growthCurve } from './retrieval-growth/curve';
import { retrievalGrowth } from './retrieval-growth/retrieval-growth';
import { scoring } from './scoring';

interface Options {
  readonly assembly?: string;
  readonly stage: string;
  readonly samples: number;
  readonly sizes?: boolean;
  readonly json?: boolean;
  readonly only?: string;
}

/** What `--only` names for the search of a growing corpus, the scoring of payments, whole decisions on them, moderation, and pricing. */
const RETRIEVAL = 'retrieval';
const SCORING = 'scoring';
const DECISIONS = 'decisions';
const MODERATION = 'moderation';
const COST = 'cost';

const root = join(__dirname, '..');
const progress = (text: string): void => void process.stderr.write(`${text}\n`);

async function bench(options: Options): Promise<void> {
  const { sizes, json, only } = options;
  const isWanted = (part: string) => only?.startsWith(part) ?? !sizes;
  const isOther = only !== undefined && [RETRIEVAL, SCORING, DECISIONS, MODERATION, COST].some(isWanted);
  const starts = isOther ? [] : await coldStartRows(options);
  const retrieval = isWanted(RETRIEVAL) ? await retrievalGrowth({ progress }) : [];
  const scores = isWanted(SCORING) ? scoring({ progress }) : [];
  const decided = isWanted(DECISIONS) ? await decisions({ progress }) : [];
  const moderated = isWanted(MODERATION) ? moderation({ progress }) : [];
  const priced = isWanted(COST) ? costs({ progress }) : [];
  const report = {
    machine: `${cpus().length} x ${cpus()[0]?.model.trim()}, ${platform()} ${arch()}, Node ${await nodeVersion()}`,
    rows: [...starts, ...retrieval, ...scores, ...decided, ...moderated, ...priced],
  };
  const text = [describe(report), growthCurve(retrieval)].filter((part) => part !== '').join('\n\n');
  process.stdout.write(`${json ? JSON.stringify(report) : text}\n`);
  if (overLimit(report).length > 0) process.exitCode = 1;
}

async function coldStartRows({ assembly, stage, samples, sizes, only }: Options): Promise<Row[]> {
  const assemblyDir = assembly ? resolve(assembly) : await synthesized(stage);
  return coldStarts({ assemblyDir, samples: sizes ? 0 : samples, only, progress });
}

async function synthesized(stage: string): Promise<string> {
  const outDir = join(root, '.local/bench/cdk.out');
  progress(`synthesizing ${stage}`);
  await synthesize({ root, outDir, context: { stage } });
  return outDir;
}

function count(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('expected a number from 1 to 9999');
  return Number(text);
}

const program = new Command('bench')
  .description(
    'Compares what is measured with a floor measured in the same run, and fails when a ratio is over its limit.\n\n' +
      'Cold start: each deployed bundle against an empty handler with the same clients and commands of the SDK, rule language and model, built in the\n' +
      'same way: the code it loads at start, and the processor time of that in a fresh process (the quickest of the samples).\n' +
      'A handler without clients is compared with the least empty handler that has one.\n\n' +
      'Retrieval: both legs of a search of the laptop, within a permission filter, from 1,000 to 100,000 chunks against a plain\n' +
      'loop over as many vectors.\n\n' +
      'Scoring: the trees of the fraud design against the barest walk through the same trees, and what explains a score against it.\n\n' +
      'Decisions: all that a decision on a payment takes but for the network, at 200 a second against its budget, and after a million\n' +
      'payments of a customer against after a thousand.\n\n' +
      'Moderation: judging records by tier 1 against parsing the same records, of whose speed it has 0.3 at least, and judging with\n' +
      'up to 10,000 patterns against with 10.\n\n' +
      'Cost: pricing assemblies of up to 10,000 resources, each against as many times one of a tenth of the size.',
  )
  .option('--json', 'print one JSON object; progress goes to standard error')
  .option('--sizes', 'compare code only, which takes seconds and is the same on every machine')
  .option(
    '--only <prefix>',
    'only handlers whose names begin so, such as chat/; `retrieval`, `scoring`, `decisions`, `moderation` or `cost` for that alone',
  )
  .option('--samples <n>', 'cold starts of each handler', count, 15)
  .option('--stage <name>', 'stage of cdk.json to synthesize', 'dev')
  .option('--assembly <dir>', 'read what `cdk synth` wrote there instead')
  .action(bench);

void runCommand(program, process.argv);
