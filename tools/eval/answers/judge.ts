import type { AnswerResponse, Citation } from '../../../lambdas/rag/domain/api/answers';
import { findQuote } from '../../../web/client/quote';
import type { CorpusDocument } from '../beir';
import { textOf } from '../ingest';
import { mean, percentile } from '../metrics';
import type { Question } from './questions';

/** How one question was answered. */
export interface Judged {
  readonly question: Question;
  readonly answered: boolean;
  /** Sentences that the model wrote. */
  readonly sentences: number;
  /** Those that cite something. */
  readonly cited: number;
  /** Of these, those that the verification of the service supports. */
  readonly supported: number;
  /** Of the cited ones, those that are in the answer: others were left out of it. */
  readonly shown: number;
  /** Of these, those all of whose quotes are in the documents that they name. */
  readonly quoted: number;
  /** Of these, those that verification supports. */
  readonly faithful: number;
  readonly citations: number;
  /** Citations of documents that are judged relevant. */
  readonly relevant: number;
  readonly ms: number;
}

type Answer = Pick<AnswerResponse, 'status' | 'answer' | 'sentences' | 'citations'>;

/** Holds an answer against the documents themselves, not against what the service says of them. */
export function judge(
  question: Question,
  { status, answer, sentences, citations }: Answer,
  documentOf: (documentId: string) => CorpusDocument | undefined,
  ms: number,
): Judged {
  const byNumber = new Map(citations.map((citation) => [citation.n, citation]));
  const isQuoted = (n: number) => {
    const citation = byNumber.get(n);
    return citation !== undefined && isInDocument(citation, documentOf);
  };
  const cited = sentences.filter((sentence) => sentence.citations.length > 0);
  const prose = plain(answer);
  const shown = cited.filter(({ text }) => prose.includes(plain(text)));
  const quoted = shown.filter((sentence) => sentence.citations.every(isQuoted));
  const isSupported = ({ verdict }: (typeof sentences)[number]) => verdict === 'supported';
  return {
    question,
    answered: status === 'answered',
    sentences: sentences.length,
    cited: cited.length,
    supported: cited.filter(isSupported).length,
    shown: shown.length,
    quoted: quoted.length,
    faithful: quoted.filter(isSupported).length,
    citations: citations.length,
    relevant: citations.filter(({ documentId }) => question.relevant.includes(documentOf(documentId)?.id ?? '')).length,
    ms,
  };
}

/** Without markers of citations, and with single spaces. */
const plain = (text: string): string =>
  text
    .replace(/\[\d+\]/g, '')
    .replace(/\s+([.!?,;:])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();

function isInDocument(
  { documentId, quote }: Citation,
  documentOf: (id: string) => CorpusDocument | undefined,
): boolean {
  const document = documentOf(documentId);
  return document !== undefined && findQuote(textOf(document), quote) !== undefined;
}

/** Shares, from 0 to 1; null where there was nothing to take a share of. Times are milliseconds. */
export interface Figures {
  readonly answerable: { readonly questions: number; readonly answered: number | null };
  readonly unanswerable: { readonly questions: number; readonly refused: number | null };
  readonly sentences: {
    readonly cited: number;
    readonly uncited: number;
    /** Of the cited ones. */
    readonly supported: number | null;
    /** Cited ones that are in the answers. */
    readonly shown: number;
    /** Of those that are shown. */
    readonly quoted: number | null;
    readonly faithful: number | null;
  };
  readonly citations: { readonly count: number; readonly relevant: number | null };
  /** Of all answers. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly meanSentences: number;
}

const sum = (judged: readonly Judged[], of: (one: Judged) => number) =>
  judged.reduce((total, one) => total + of(one), 0);
const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);

/** What all of the answers are like together. Sentences count the same, whichever answer they are of. */
export function figuresOf(judged: readonly Judged[]): Figures {
  const answerable = judged.filter(({ question }) => question.answerable);
  const unanswerable = judged.filter(({ question }) => !question.answerable);
  const isAnswered = ({ answered }: Judged) => answered;
  const cited = sum(judged, (one) => one.cited);
  const shown = sum(judged, (one) => one.shown);
  const ofAnswerable = sum(answerable, (one) => one.citations);
  return {
    answerable: {
      questions: answerable.length,
      answered: share(answerable.filter(isAnswered).length, answerable.length),
    },
    unanswerable: {
      questions: unanswerable.length,
      refused: share(unanswerable.length - unanswerable.filter(isAnswered).length, unanswerable.length),
    },
    sentences: {
      cited,
      uncited: sum(judged, (one) => one.sentences) - cited,
      supported: share(
        sum(judged, (one) => one.supported),
        cited,
      ),
      shown,
      quoted: share(
        sum(judged, (one) => one.quoted),
        shown,
      ),
      faithful: share(
        sum(judged, (one) => one.faithful),
        shown,
      ),
    },
    citations: {
      count: ofAnswerable,
      relevant: share(
        sum(answerable, (one) => one.relevant),
        ofAnswerable,
      ),
    },
    p50Ms: percentile(
      judged.map(({ ms }) => ms),
      0.5,
    ),
    p95Ms: percentile(
      judged.map(({ ms }) => ms),
      0.95,
    ),
    meanSentences: mean(judged.filter(isAnswered).map(({ sentences }) => sentences)),
  };
}
