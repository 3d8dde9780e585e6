import { openAiError } from '../shared/domain/openai-error';
import { type HttpResponse, jsonResponse, openAiProblem, type StreamResponse } from '../shared/http';
import type { Logger } from '../shared/logger';
import { within, withSilences } from '../shared/pacing';
import { producedBody, type Write } from '../shared/produced-body';
import type { AnswerResult } from './answer-report';
import type { ErrorCode, Refusal } from './domain/errors';
import type { GenerationEvent } from './domain/generation';
import { type AnswerHead, chatCompletion, chatCompletionStream, KEEP_ALIVE } from './domain/openai-answer';
import type { ToolUse } from './domain/ports';

/** Milliseconds to wait for the first word before the status goes out: a refusal until then has its own status. */
const STATUS_MS = 3_000;
/** Milliseconds of silence after which something is sent that says nothing, well below the idle limits of proxies. */
const KEEP_ALIVE_MS = 10_000;
/** Milliseconds to wait for a whole answer before its status goes out: proxies wait a minute at most for the first byte. */
const WHOLE_STATUS_MS = 30_000;

/** One answer on its way to an HTTP client. */
export interface Completion {
  readonly head: AnswerHead;
  readonly events: AsyncGenerator<GenerationEvent, void>;
  /** The client takes several calls of tools at once; otherwise it gets the first, and its result may bring the next. */
  readonly parallelToolCalls: boolean;
  /** Stops the model: the client has gone. */
  readonly stop: () => void;
  /** The answer has to end: it waits for no reader any more. */
  readonly deadline: AbortSignal;
  /** Told once how the answer ended. */
  readonly ended: (result: AnswerResult) => Promise<void>;
}

const statuses: Partial<Record<ErrorCode, number>> = {
  budget_exhausted: 503,
  message_too_long: 400,
  model_throttled: 429,
  quota_exhausted: 429,
  rate_limited: 429,
  model_unavailable: 503,
};

/** OpenAI's clients know a context that is too long by this code. */
const openAiCode = (code: ErrorCode): string => (code === 'message_too_long' ? 'context_length_exceeded' : code);

/** What is used up for longer than a client should wait: its own retries would be refused alike. */
const finalCodes: readonly ErrorCode[] = ['budget_exhausted', 'quota_exhausted'];

/** A refusal in OpenAI's terms. A budget or quota that is used up is not worth a retry, which its clients otherwise make. */
export function refused({ code, message, retryAfterMs }: Refusal): HttpResponse {
  const response = openAiProblem(statuses[code] ?? 500, openAiCode(code), message, { retryAfterMs });
  const final = finalCodes.includes(code) || (code === 'rate_limited' && retryAfterMs === undefined);
  if (!final) return response;
  return { ...response, headers: { ...response.headers, 'x-should-retry': 'false' } };
}

/** The whole answer in one JSON body; one that takes long after blank lines, which JSON may begin with. */
export async function wholeAnswer(completion: Completion): Promise<StreamResponse> {
  const answer = answered(completion);
  const early = await within(answer, WHOLE_STATUS_MS);
  if (early) return early;
  const body = producedBody(async (write, gone) => {
    gone.addEventListener('abort', completion.stop, { once: true });
    let response = await within(answer, KEEP_ALIVE_MS);
    for (; !response; response = await within(answer, KEEP_ALIVE_MS)) await write('\n');
    await write(response.body);
  }, completion.deadline);
  return { ...jsonResponse(200, undefined), body };
}

async function answered(completion: Completion): Promise<HttpResponse> {
  const { head, ended } = completion;
  let text = '';
  const calls: ToolUse[] = [];
  for await (const event of eventsOf(completion)) {
    if (event.type === 'text') text += event.text;
    else if (event.type === 'toolCall') calls.push({ id: event.id, name: event.name, input: event.input });
    else if (event.type !== 'tool') {
      await ended(event);
      if (event.type === 'failed') return refused(event.error);
      return jsonResponse(200, chatCompletion(head, { text, calls }, event));
    }
  }
  throw new Error('The generation ended without a result');
}

/** The answer with as many calls as the client takes. */
async function* eventsOf({ events, parallelToolCalls }: Completion): AsyncGenerator<GenerationEvent, void> {
  let called = false;
  for await (const event of events) {
    if (event.type === 'toolCall' && called && !parallelToolCalls) continue;
    called ||= event.type === 'toolCall';
    yield event;
  }
}

/** The answer as server-sent events while the model writes it. */
export async function streamedAnswer(
  completion: Completion,
  includeUsage: boolean,
  logger: Pick<Logger, 'error'>,
): Promise<StreamResponse> {
  const events = eventsOf(completion);
  const first = events.next();
  const early = await within(first, STATUS_MS);
  if (early?.value?.type === 'failed') {
    await completion.ended(early.value);
    return refused(early.value.error);
  }
  const body = producedBody(async (write, gone) => {
    gone.addEventListener('abort', completion.stop, { once: true });
    const lines = chatCompletionStream(completion.head, includeUsage);
    try {
      await write(lines.begin());
      for await (const event of withSilences(first, events, KEEP_ALIVE_MS)) {
        if (event === 'silence') await write(KEEP_ALIVE);
        else await writeEvent(event, lines, write, completion.ended);
      }
    } catch (error) {
      logger.error('Answer broke off', error as Error);
      await write(lines.error(openAiError(500, 'internal_error', 'Something went wrong here; try again')));
    }
  }, completion.deadline);
  const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };
  return { statusCode: 200, headers, body };
}

/** The answer is told of before the last lines go out: a client that has them leaves, and takes the connection with it. */
async function writeEvent(
  event: GenerationEvent,
  lines: ReturnType<typeof chatCompletionStream>,
  write: Write,
  ended: Completion['ended'],
): Promise<void> {
  if (event.type === 'text') return write(lines.text(event.text));
  if (event.type === 'toolCall') return write(lines.toolCall(event));
  if (event.type === 'tool') return;
  if (event.type === 'finished') await write(lines.finish(event));
  await ended(event);
  await write(event.type === 'finished' ? lines.close(event.usage) : lines.error(errorOf(event.error)));
}

const errorOf = ({ code, message }: Refusal) => openAiError(statuses[code] ?? 500, openAiCode(code), message);
