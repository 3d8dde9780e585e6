import { Command, InvalidArgumentError, Option } from 'commander';
import { MAX_RESULTS } from '../../../lambdas/rag/domain/api/search';
import { note, runCommand, wholeNumber } from '../../operator/command-line';
import { interruption } from '../../operator/interruption';
import { ProgressBar } from '../../operator/progress';
import { type Corpus, readCorpus } from '../beir';
import { type CommonOptions, withCommonOptions } from '../options';
import { type Prepared, withCorpus } from '../with-corpus';
import { type Measured, measure } from './evaluate';
import { type ModeName, modeNames } from './modes';
import { caveats, describe, reportOf } from './report';

interface Options extends CommonOptions {
  readonly k: number;
  readonly modes: readonly ModeName[];
  readonly expand?: boolean;
}

async function evaluate(options: Options): Promise<void> {
  const signal = interruption();
  const corpus = await readCorpus(options.corpus);
  note(`${corpus.name}: ${corpus.documents.length} documents, ${corpus.queries.length} queries with judgements`);
  await withCorpus(corpus.documents, options, signal, async (prepared) => {
    const measured = await measureAll(corpus, prepared, options, signal);
    for (const caveat of caveats(measured, prepared.notIndexed, options.k)) note(`Mind: ${caveat}`);
    const report = reportOf(corpus.name, measured, prepared.standIns);
    process.stdout.write(`${options.json ? JSON.stringify(report) : describe(report)}\n`);
  });
}

async function measureAll(
  { queries, grades }: Corpus,
  { client, idOf }: Prepared,
  { k, expand = false, limit, modes }: Options,
  signal: AbortSignal,
): Promise<Measured[]> {
  const subject = { client, idOf, grades, queries: queries.slice(0, limit) };
  const measured: Measured[] = [];
  for (const mode of modes) {
    const bar = new ProgressBar(process.stderr, mode, subject.queries.length);
    measured.push(await measure(mode, subject, { size: k, expand, signal, onQuery: () => bar.step() }));
    bar.end();
  }
  return measured;
}

function modesOf(text: string): ModeName[] {
  const wanted = text.split(',');
  const unknown = wanted.find((name) => !(modeNames as string[]).includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`expected some of ${modeNames.join(', ')}`);
  return modeNames.filter((name) => wanted.includes(name));
}

const program = withCommonOptions(
  new Command('eval:retrieval').description(
    'Rates what is found: has a corpus ingested through the API, asks its queries in every way to search, and prints ' +
      'nDCG@10, MAP, recall@100 (means over the queries) and the time of a search (median and 95th percentile).',
  ),
)
  .option('--k <n>', 'results asked for; recall@100 needs 100', wholeNumber(MAX_RESULTS), MAX_RESULTS)
  .addOption(
    new Option('--modes <a,b>', `only some of ${modeNames.join(', ')}`).argParser(modesOf).default(modeNames, 'all'),
  )
  .option('--expand', 'search variants of each query as well, which a model writes')
  .addHelpText(
    'after',
    '\nExamples:\n' +
      '  npm run eval:retrieval -- --corpus ../shared/data/cranfield\n' +
      '  npm run eval:retrieval -- --corpus scifact --url https://d111.cloudfront.net/rag --token $KEY --json\n' +
      '\nQueries are asked one after another, and their times are as a client sees them. Figures are computed as trec_eval does:\n' +
      'the gain of a document is its grade, and MAP is over the results asked for. Variants of a query are not searched unless\n' +
      'asked for, so that the ways to search compare. Documents are deleted afterwards from where --url leads, unless --keep.',
  )
  .action(evaluate);

if (require.main === module) void runCommand(program, process.argv);
