import { randomUUID } from 'node:crypto';
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import type { Context } from 'aws-lambda';
import type { AuditLog } from '../shared/audit';
import { auditLog } from '../shared/audit-deps';
import type { BrakeReader } from '../shared/brake';
import { brakeReader, documentClient } from '../shared/deps';
import { problem, type StreamResponse } from '../shared/http';
import { type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger, type Logger } from '../shared/logger';
import { createMetrics, type Metrics } from '../shared/metrics';
import { parseEnv } from '../shared/parse-env';
import { answerDeps } from './answer-deps';
import { streamedAnswer, wholeAnswer } from './answer-response';
import { type Viewer, viewerOf } from './domain/access';
import type { AnswerEvent } from './domain/answering/answer';
import { type AnswerDeps, answerQuestion, type Question } from './domain/answering/answer-question';
import { answerRequest } from './domain/api/answers';
import { answerEnv } from './env';
import { answerEntry, countAnswer, failedAnswerEntry } from './retrieval-report';

/** Passages that an answer is written from, where a request does not say. */
const DEFAULT_SIZE = 5;
/** Milliseconds kept for the end of an answer before the function's own time is up. */
const MARGIN_MS = 5_000;

export interface AnswerHandlerDeps {
  /** For one answer. @throws Unavailable when the search does not answer */
  readonly answering: () => Promise<AnswerDeps>;
  /** That writes answers. */
  readonly model: string;
  readonly brake: BrakeReader;
  readonly audit: AuditLog;
  readonly metrics: Pick<Metrics, 'add'>;
  readonly logger: Pick<Logger, 'error'>;
  readonly newId: () => string;
}

/** `POST /v1/answers`: an answer with verified citations, whole or as server-sent events. */
export function createAnswer(deps: AnswerHandlerDeps) {
  return async (event: HttpEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<StreamResponse> => {
    const body = answerRequest.safeParse(jsonBody(event));
    if (!body.success) return invalid(body.error);
    if (await deps.brake())
      return problem(503, 'budget_exhausted', 'The budget of this stage is used up; no answers are generated now');
    const { question, size = DEFAULT_SIZE, filters = {}, stream = false } = body.data;
    const gone = new AbortController();
    const deadline = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - MARGIN_MS));
    const asked = { question, size, filters, signal: AbortSignal.any([gone.signal, deadline]) };
    const answerId = deps.newId();
    const answer = answered(deps, viewerOf(event.principal), asked);
    const events = reported(deps, event, answerId, answer, gone.signal);
    const answering = { answerId, events, stop: () => gone.abort(), deadline, logger: deps.logger };
    return stream ? streamedAnswer(answering) : wholeAnswer(answering);
  };
}

async function* answered({ answering }: AnswerHandlerDeps, who: Viewer, asked: Question) {
  yield* answerQuestion(who, asked, await answering());
}

/** Tells of an answer before its last event goes out, and of one that ends without: what was shown until then was shown. */
async function* reported(
  { model, audit, metrics }: AnswerHandlerDeps,
  { principal }: HttpEvent,
  answerId: string,
  events: AsyncGenerator<AnswerEvent, void>,
  gone: AbortSignal,
): AsyncGenerator<AnswerEvent, void> {
  const shown: { documentId: string }[] = [];
  let end: 'given' | 'failed' | 'stopped' = 'stopped';
  try {
    for await (const event of events) {
      if (event.type === 'citation') shown.push(event.citation);
      if (event.type === 'done') {
        end = 'given';
        countAnswer(metrics, event.answer);
        await audit.record(answerEntry(principal, answerId, model, event.answer));
      }
      yield event;
    }
  } catch (error) {
    // A reader that has gone away is no failure of the answer.
    if (end === 'stopped' && !gone.aborted) end = 'failed';
    throw error;
  } finally {
    metrics.add('AnswersFailed', 'Count', end === 'failed' ? 1 : 0);
    if (end !== 'given') await audit.record(failedAnswerEntry(principal, answerId, model, end, shown));
  }
}

const env = parseEnv(answerEnv);
const logger = createLogger('rag');
const metrics = createMetrics('rag');
const document = documentClient();

export const handler = httpRoute<StreamResponse>(logger, {
  executionMode: executionModeStreamifyResponse,
  // The answer is still being written when the handler returns: only here has the invocation ended.
  requestEnd: () => metrics.publish(),
}).handler(
  createAnswer({
    answering: answerDeps(env, document, logger),
    model: env.ANSWER_MODEL,
    brake: brakeReader(document, env.PLATFORM_TABLE_NAME, logger),
    audit: auditLog(env, logger),
    metrics,
    logger,
    newId: randomUUID,
  }),
);
