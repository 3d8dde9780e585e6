import { problemOf } from '../shared/domain/problem';
import { type HttpResponse, jsonResponse, problem, type StreamResponse } from '../shared/http';
import type { Logger } from '../shared/logger';
import { within, withSilences } from '../shared/pacing';
import { producedBody } from '../shared/produced-body';
import type { Answer, AnswerEvent, Sentence } from './domain/answering/answer';
import type { AnswerResponse } from './domain/api/answers';
import { Unavailable } from './domain/unavailable';

/** Milliseconds to wait for the first sentence before the status goes out: a refusal until then has its own status. */
const STATUS_MS = 3_000;
/** Milliseconds of silence after which something is sent that says nothing, well below the idle limits of proxies. */
const KEEP_ALIVE_MS = 10_000;
/** A comment, which clients of server-sent events pass over. */
const KEEP_ALIVE = ': still at it\n\n';

/** One answer on its way to a client. */
export interface Answering {
  readonly answerId: string;
  readonly events: AsyncGenerator<AnswerEvent, void>;
  /** The client has gone: nothing more is asked of a model. */
  readonly stop: () => void;
  /** The answer has to end: it waits for no reader any more. */
  readonly deadline: AbortSignal;
  readonly logger: Pick<Logger, 'error'>;
}

/** All of it in one JSON body. */
export async function wholeAnswer({ answerId, events, logger }: Answering): Promise<HttpResponse> {
  try {
    for await (const event of events)
      if (event.type === 'done') return jsonResponse(200, responseOf(answerId, event.answer));
    throw new Error('The answer ended without a result');
  } catch (error) {
    const { status, code, detail } = failure(error, logger);
    return problem(status, code, detail);
  }
}

/** Sentences as server-sent events, as soon as each is verified. */
export async function streamedAnswer(answering: Answering): Promise<StreamResponse> {
  const { events, deadline, logger, stop } = answering;
  const first = events.next();
  try {
    await within(first, STATUS_MS);
  } catch (error) {
    const { status, code, detail } = failure(error, logger);
    return problem(status, code, detail);
  }
  const body = producedBody(async (write, gone) => {
    const leave = () => {
      stop();
      // Its own end, which tells of what was shown, is run even where no event is waited for.
      events.return().catch(() => undefined);
    };
    gone.addEventListener('abort', leave, { once: true });
    try {
      for await (const event of withSilences(first, events, KEEP_ALIVE_MS))
        await write(event === 'silence' ? KEEP_ALIVE : frameOf(answering.answerId, event));
    } catch (error) {
      if (!gone.aborted) await write(sse('error', failure(error, logger)));
    }
  }, deadline);
  const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };
  return { statusCode: 200, headers, body };
}

function frameOf(answerId: string, event: AnswerEvent): string {
  if (event.type === 'citation') return sse('citation', event.citation);
  if (event.type === 'sentence') return sse('sentence', sentenceOf(event.sentence));
  return sse('done', responseOf(answerId, event.answer));
}

const sse = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

function responseOf(answerId: string, answer: Answer): AnswerResponse {
  const { sources: _sources, sentences, citations, degraded, ...rest } = answer;
  return {
    answerId,
    ...rest,
    sentences: sentences.map(sentenceOf),
    citations: citations.map(({ section, ...citation }) => ({ ...citation, section: [...section] })),
    degraded: [...degraded],
  };
}

const sentenceOf = ({ text, citations, verdict }: Sentence) => ({ text, citations: [...citations], verdict });

/** What the client is told; what nobody expected is logged, and told as no more than that. */
function failure(error: unknown, logger: Pick<Logger, 'error'>) {
  if (error instanceof Unavailable) return problemOf(503, error.code, `${error.message}; try again later`);
  if (error instanceof Error && error.name === 'TimeoutError')
    return problemOf(503, 'model_unavailable', 'The answer took too long; try again later');
  logger.error('Answer broke off', error as Error);
  return problemOf(500, 'internal_error', 'Something went wrong here; try again');
}
