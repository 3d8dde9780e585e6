import { createReadStream } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

export interface CorpusDocument {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

export interface Query {
  readonly id: string;
  readonly text: string;
}

/** How relevant documents are to a query, by their ids: not at all from 0 downwards. What is not listed was not judged. */
export type Grades = ReadonlyMap<string, number>;

/** A test collection in BEIR's layout. */
export interface Corpus {
  /** The directory's. */
  readonly name: string;
  readonly documents: readonly CorpusDocument[];
  /** Only those that have a relevant document: no figure can be given for others. */
  readonly queries: readonly Query[];
  /** By query id. */
  readonly grades: ReadonlyMap<string, Grades>;
}

/** Something in a file is not as BEIR has it. The message begins with file and line. */
export class CorpusError extends Error {
  override readonly name = 'CorpusError';
}

const id = z.string().min(1);
const documentLine = z.looseObject({ _id: id, title: z.string().default(''), text: z.string() });
const queryLine = z.looseObject({ _id: id, text: z.string().min(1) });

/**
 * Reads `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv` of a directory.
 *
 * @throws CorpusError with file and line of the first thing that is wrong
 * @see https://github.com/beir-cellar/beir/wiki/Load-your-custom-dataset
 */
export async function readCorpus(dir: string): Promise<Corpus> {
  const documents = await readJsonLines(join(dir, 'corpus.jsonl'), documentLine);
  const queries = await readJsonLines(join(dir, 'queries.jsonl'), queryLine);
  const grades = await readQrels(join(dir, 'qrels', 'test.tsv'), {
    'query-id': new Set(queries.map(({ _id }) => _id)),
    'corpus-id': new Set(documents.map(({ _id }) => _id)),
  });
  return {
    name: basename(resolve(dir)),
    documents: documents.map(({ _id, title, text }) => ({ id: _id, title, text })),
    queries: queries.map(({ _id, text }) => ({ id: _id, text })).filter((query) => hasRelevant(grades.get(query.id))),
    grades,
  };
}

const hasRelevant = (grades: Grades = new Map()): boolean => [...grades.values()].some((grade) => grade > 0);

/** Lines of a file as a schema has them; ids are unique. */
export async function readJsonLines<Line extends { readonly _id: string }>(
  file: string,
  schema: z.ZodType<Line>,
): Promise<Line[]> {
  const lines = new Map<string, Line>();
  for await (const [place, text] of linesOf(file)) {
    const parsed = schema.safeParse(parseJson(text, place));
    if (!parsed.success) throw new CorpusError(`${place}: ${describe(parsed.error)}`);
    if (lines.has(parsed.data._id)) throw new CorpusError(`${place}: the id ${parsed.data._id} was there before`);
    lines.set(parsed.data._id, parsed.data);
  }
  if (lines.size === 0) throw new CorpusError(`${file}: holds nothing`);
  return [...lines.values()];
}

type Known = Readonly<Record<'query-id' | 'corpus-id', ReadonlySet<string>>>;

async function readQrels(file: string, known: Known): Promise<Map<string, Map<string, number>>> {
  const grades = new Map<string, Map<string, number>>();
  let isFirst = true;
  for await (const [place, text] of linesOf(file)) {
    const columns = text.split('\t');
    const [queryId = '', documentId = '', score = ''] = columns;
    const isHeading = isFirst && score === 'score';
    isFirst = false;
    if (isHeading) continue;
    if (columns.length !== 3) throw new CorpusError(`${place}: ${columns.length} columns instead of 3, parted by tabs`);
    if (!known['query-id'].has(queryId)) throw new CorpusError(`${place}: queries.jsonl has no query ${queryId}`);
    if (!known['corpus-id'].has(documentId)) {
      throw new CorpusError(`${place}: corpus.jsonl has no document ${documentId}`);
    }
    if (!/^-?\d+$/.test(score))
      throw new CorpusError(`${place}: the score ${JSON.stringify(score)} is no whole number`);
    const ofQuery = grades.get(queryId) ?? new Map<string, number>();
    grades.set(queryId, ofQuery.set(documentId, Number(score)));
  }
  if (grades.size === 0) throw new CorpusError(`${file}: holds no judgement`);
  return grades;
}

/** Lines that are not empty, each with its place, `<file>:<line>`. */
async function* linesOf(file: string): AsyncGenerator<readonly [place: string, text: string]> {
  const input = createReadStream(file, 'utf8');
  let number = 0;
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      // Some editors write a mark of the byte order before the first line.
      const text = number === 1 ? line.replace(/^\uFEFF/, '') : line;
      if (text.trim() !== '') yield [`${file}:${number}`, text];
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new CorpusError(
      `${file}: ${code === 'ENOENT' ? 'is not there; a corpus in the layout of BEIR has it' : message}`,
    );
  } finally {
    input.destroy();
  }
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CorpusError(`${place}: no JSON: ${(error as Error).message}`);
  }
}

const describe = ({ issues: [issue] }: z.ZodError): string =>
  issue?.path.length ? `${issue.path.join('.')}: ${issue.message}` : String(issue?.message);
