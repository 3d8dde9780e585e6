import { z } from 'zod';
import { type Corpus, type CorpusDocument, CorpusError, readJsonLines } from '../beir';

/** A question, and whether the documents that are left in the corpus answer it. */
export interface Question {
  readonly id: string;
  readonly text: string;
  readonly answerable: boolean;
  /** Documents that answer it. */
  readonly relevant: readonly string[];
}

/** What is asked of which documents. */
export interface Examination {
  readonly questions: readonly Question[];
  readonly documents: readonly CorpusDocument[];
}

const questionLine = z.looseObject({
  _id: z.string().min(1),
  text: z.string().min(1),
  answerable: z.boolean(),
  /** Left out of the corpus where the question is not to be answerable. */
  relevant: z.array(z.string()).default([]),
});

/** Every so many-th question is asked without the documents that answer it. */
export const LEAVE_OUT_EVERY = 4;

/**
 * Makes an examination of a corpus. The documents relevant to every fourth query are left out, so that nothing answers it; a
 * query of which that leaves out some, and not all, is not asked, since nobody judged what the rest of them answer.
 *
 * @param most questions, of both kinds
 */
export function examinationOf({ documents, queries, grades }: Corpus, most: number): Examination {
  const relevantTo = (queryId: string) =>
    [...(grades.get(queryId) ?? [])].filter(([, grade]) => grade > 0).map(([id]) => id);
  const all = queries.map(({ id, text }) => ({ id, text, relevant: relevantTo(id) }));
  const unanswerable = all
    .filter((_, index) => index % LEAVE_OUT_EVERY === LEAVE_OUT_EVERY - 1)
    .slice(0, Math.floor(most / LEAVE_OUT_EVERY));
  const leftOut = new Set(unanswerable.flatMap(({ relevant }) => relevant));
  const answerable = all
    .filter(({ relevant }) => relevant.every((id) => !leftOut.has(id)))
    .slice(0, most - unanswerable.length);
  return {
    questions: [
      ...answerable.map((one) => ({ ...one, answerable: true })),
      ...unanswerable.map((one) => ({ ...one, answerable: false })),
    ],
    documents: documents.filter(({ id }) => !leftOut.has(id)),
  };
}

/**
 * Reads questions of one's own, a JSON object a line: `_id`, `text`, `answerable`, and in `relevant` ids of documents, which are
 * left out of the corpus where the question is not to be answerable.
 *
 * @throws CorpusError with file and line of what is wrong
 */
export async function readExamination(
  file: string,
  documents: readonly CorpusDocument[],
  most: number,
): Promise<Examination> {
  const lines = await readJsonLines(file, questionLine);
  const known = new Set(documents.map(({ id }) => id));
  const questions = lines.slice(0, most).map(({ _id, text, answerable, relevant }) => {
    const unknown = relevant.find((id) => !known.has(id));
    if (unknown !== undefined)
      throw new CorpusError(`${file}: question ${_id}: corpus.jsonl has no document ${unknown}`);
    return { id: _id, text, answerable, relevant };
  });
  const leftOut = new Set(questions.filter(({ answerable }) => !answerable).flatMap(({ relevant }) => relevant));
  const torn = questions.find(({ answerable, relevant }) => answerable && relevant.some((id) => leftOut.has(id)));
  if (torn)
    throw new CorpusError(`${file}: question ${torn.id} is answerable by a document that another one leaves out`);
  return { questions, documents: documents.filter(({ id }) => !leftOut.has(id)) };
}
