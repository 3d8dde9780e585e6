import type {
  AnswerResponse,
  answerEvents,
  Citation,
  ProblemResponse,
  Sentence,
} from '../../lambdas/rag/domain/api/answers';
import type { ServerEvent } from './event-stream';

/** An event of a streamed answer. */
export type AnswerEvent =
  | { readonly type: 'citation'; readonly citation: Citation }
  | { readonly type: 'sentence'; readonly sentence: Sentence }
  | { readonly type: 'done'; readonly answer: Partial<AnswerResponse> }
  | { readonly type: 'error'; readonly problem: Pick<ProblemResponse, 'code' | 'detail'> };

/** What is known of an answer while it comes. */
export interface RagAnswer {
  readonly status: 'writing' | AnswerResponse['status'] | 'failed';
  readonly sentences: readonly Sentence[];
  readonly citations: readonly Citation[];
  readonly degraded: readonly string[];
  readonly cached: boolean;
  /** Milliseconds by stage, once it has ended. */
  readonly timings: Readonly<Record<string, number>>;
  readonly error?: { readonly code: string; readonly message: string };
}

export const newRagAnswer: RagAnswer = {
  status: 'writing',
  sentences: [],
  citations: [],
  degraded: [],
  cached: false,
  timings: {},
};

/** Undefined for an event that is not known here: a newer service may send more. */
export function answerEventOf({ event, data }: ServerEvent): AnswerEvent | undefined {
  const names: readonly string[] = ['citation', 'sentence', 'done', 'error'] satisfies (keyof typeof answerEvents)[];
  if (!names.includes(event)) return undefined;
  const value = JSON.parse(data);
  if (event === 'citation') return { type: event, citation: value };
  if (event === 'sentence') return { type: event, sentence: value };
  return event === 'done' ? { type: event, answer: value } : { type: 'error', problem: value };
}

/** What an answer is after one more event. What `done` says takes the place of what came before it. */
export function applyEvent(answer: RagAnswer, event: AnswerEvent): RagAnswer {
  switch (event.type) {
    case 'citation':
      return { ...answer, citations: [...answer.citations.filter(({ n }) => n !== event.citation.n), event.citation] };
    case 'sentence':
      return { ...answer, sentences: [...answer.sentences, event.sentence] };
    case 'error':
      return { ...answer, status: 'failed', error: { code: event.problem.code, message: event.problem.detail } };
    case 'done':
      return ended(answer, event.answer);
  }
}

function ended(
  answer: RagAnswer,
  { status = 'answered', sentences, citations, ...rest }: Partial<AnswerResponse>,
): RagAnswer {
  const { degraded = answer.degraded, cached = false, timings = {} } = rest;
  return {
    status,
    sentences: sentences ?? answer.sentences,
    citations: citations ?? answer.citations,
    degraded,
    cached,
    timings,
  };
}
