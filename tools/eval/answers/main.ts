import { Command } from 'commander';
import { note, runCommand, table } from '../../operator/command-line';
import { interruption } from '../../operator/interruption';
import { patiently } from '../../operator/patience';
import { ProgressBar } from '../../operator/progress';
import { readCorpus } from '../beir';
import { type CommonOptions, withCommonOptions } from '../options';
import { embeddingOf } from '../stand-ins';
import { type Prepared, withCorpus } from '../with-corpus';
import { type Figures, figuresOf, type Judged, judge } from './judge';
import { type Examination, examinationOf, LEAVE_OUT_EVERY, readExamination } from './questions';

interface Options extends CommonOptions {
  readonly questions?: string;
}

/** Answers cost tokens: so many questions are asked where nothing else is said. */
const usualQuestions = 60;

async function evaluate(options: Options): Promise<void> {
  const signal = interruption();
  const corpus = await readCorpus(options.corpus);
  const { questions: file, limit: most = usualQuestions } = options;
  const examination =
    file === undefined ? examinationOf(corpus, most) : await readExamination(file, corpus.documents, most);
  const { questions, documents } = examination;
  const without = corpus.documents.length - documents.length;
  note(`${corpus.name}: ${questions.length} questions, ${documents.length} documents; ${without} are left out`);
  await withCorpus(documents, options, signal, async (prepared) => {
    const judged = await askAll(examination, prepared, signal);
    const report = {
      corpus: corpus.name,
      embedding: await embedding(prepared, questions[0]?.text),
      ...figuresOf(judged),
    };
    process.stdout.write(
      `${options.json ? JSON.stringify({ ...report, questions: rowsOf(judged) }) : describe(report)}\n`,
    );
  });
}

async function askAll(
  { questions, documents }: Examination,
  { client, idOf }: Prepared,
  signal: AbortSignal,
): Promise<Judged[]> {
  const byId = new Map(documents.map((document) => [document.id, document]));
  const bar = new ProgressBar(process.stderr, 'questions', questions.length);
  const judged: Judged[] = [];
  for (const question of questions) {
    const [answer, ms] = await patiently(async () => {
      const started = performance.now();
      return [await client.answer({ question: question.text }, signal), performance.now() - started] as const;
    }, signal);
    judged.push(judge(question, answer, (documentId) => byId.get(idOf.get(documentId) ?? ''), ms));
    bar.step();
  }
  bar.end();
  return judged;
}

async function embedding({ client, standIns }: Prepared, query: string | undefined): Promise<string> {
  const asked = query === undefined ? undefined : await client.search({ query, size: 1, rerank: false, expand: false });
  return embeddingOf(asked?.embedding, standIns);
}

const rowsOf = (judged: readonly Judged[]) =>
  judged.map(({ question: { id, answerable }, ...rest }) => ({ id, answerable, ...rest }));

const percent = (value: number | null) => (value === null ? '-' : `${(value * 100).toFixed(1)} %`);

function describe({
  corpus,
  embedding,
  ...figures
}: Figures & { readonly corpus: string; readonly embedding: string }): string {
  const { answerable, unanswerable, sentences, citations, p50Ms, p95Ms, meanSentences } = figures;
  const rows = [
    ['WHAT', 'SHARE', 'OF'],
    ['answered, where the corpus answers', percent(answerable.answered), `${answerable.questions} questions`],
    [
      'refused, where the documents were left out',
      percent(unanswerable.refused),
      `${unanswerable.questions} questions`,
    ],
    [
      'faithful: quoted and supported',
      percent(sentences.faithful),
      `${sentences.shown} cited sentences of the answers`,
    ],
    ['  the quotes are in the documents cited', percent(sentences.quoted), ''],
    [
      'supported by their sources',
      percent(sentences.supported),
      `${sentences.cited} cited sentences that the model wrote`,
    ],
    ['citations of documents judged relevant', percent(citations.relevant), `${citations.count} citations`],
  ];
  const times = `${meanSentences.toFixed(1)} sentences written an answer, ${sentences.uncited} cite nothing; p50 ${Math.round(p50Ms)} ms, p95 ${Math.round(p95Ms)} ms`;
  return [`Corpus: ${corpus}`, `Embedding: ${embedding}`, '', table(rows), '', times].join('\n');
}

const program = withCommonOptions(
  new Command('eval:answers').description(
    'Rates answers: whether what they cite says so, whether they are given where the corpus answers, and refused where it does not.',
  ),
)
  .option('--questions <file>', 'questions of your own, a JSON object a line: _id, text, answerable, relevant')
  .addHelpText(
    'after',
    `\nWithout --questions, the queries of the corpus are asked, ${usualQuestions} at most or as many as --limit says. For every ` +
      `${LEAVE_OUT_EVERY}th\nof them the relevant documents are left out of the corpus: "I don't know" is the right answer then.\n` +
      'A cited sentence of an answer is faithful when its quotes are, word for word, in the documents that it names, as the corpus has them,\n' +
      'and the verification of the service says that they support it. With --json, each question is listed as well.',
  )
  .action(evaluate);

if (require.main === module) void runCommand(program, process.argv);
