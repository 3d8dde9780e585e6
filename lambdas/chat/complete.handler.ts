import { randomUUID } from 'node:crypto';
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import type { Context } from 'aws-lambda';
import { auditLog } from '../shared/audit-deps';
import { documentClient } from '../shared/deps';
import type { StreamResponse } from '../shared/http';
import { openAiProblem } from '../shared/http';
import { bodyText, type HttpEvent, openAiRoute } from '../shared/http-route';
import { createLogger, type Logger } from '../shared/logger';
import { createMetrics } from '../shared/metrics';
import { parseEnv } from '../shared/parse-env';
import type { AnswerReport } from './answer-report';
import { answeringModel } from './answering-model';
import { refused, streamedAnswer, wholeAnswer } from './completion';
import { chatConfigReader } from './deps';
import type { Refusal } from './domain/errors';
import { generateAnswer } from './domain/generation';
import { parseChatCompletionRequest } from './domain/openai';
import { planCompletion } from './domain/openai-plan';
import type { Model, ModelSpec } from './domain/ports';
import type { Admission } from './domain/usage';
import { completeEnv, regionEnv } from './env';
import type { Metering } from './metering';
import { withRate } from './rate-headers';
import { answerReport } from './report-deps';
import { admission, brakeCheck, metering, usageStores } from './usage-deps';

/** Milliseconds kept for the end of an answer, the calls that tell of it included, before the function's own time is up. */
const MARGIN_MS = 10_000;

export interface CompleteDeps {
  readonly models: readonly ModelSpec[];
  readonly model: Model;
  readonly admission: Admission;
  readonly metering: Metering;
  readonly report: AnswerReport;
  readonly logger: Pick<Logger, 'error'>;
  readonly newId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** `POST /v1/chat/completions` as OpenAI's API defines it, streamed and whole. It keeps nothing: the client has the conversation. */
export function createComplete(deps: CompleteDeps) {
  const faultAs = (error: unknown): Refusal => {
    deps.logger.error('Answer broke off', error as Error);
    return { code: 'internal_error', message: 'Something went wrong here; try again' };
  };
  return async (event: HttpEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<StreamResponse> => {
    const parsed = parseChatCompletionRequest(bodyText(event));
    const planned = parsed.ok ? await planCompletion(parsed.value, deps.models, event.principal) : parsed;
    if (!planned.ok) {
      const { status, code, message, param } = planned.fault;
      return openAiProblem(status, code, message, { param });
    }
    const { request, inputTokens, stream, includeUsage, parallelToolCalls } = planned.value;
    const { principal } = event;
    const { id: model } = request.model;
    const { maxOutputTokens } = request;
    const verdict = await deps.admission.admit({ principal, model, inputTokens, maxOutputTokens });
    if (!verdict.admitted) return withRate(refused(verdict.refusal), verdict.rate);

    const stop = new AbortController();
    const deadline = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - MARGIN_MS));
    const messageId = `chatcmpl-${deps.newId()}`;
    const completion = {
      head: { id: messageId, created: Math.floor(deps.now() / 1000), model },
      events: generateAnswer(deps.model, request, { stop: stop.signal, deadline }, () => performance.now(), {
        faultAs,
      }),
      parallelToolCalls,
      stop: () => stop.abort(),
      deadline,
      ended: async (result: Parameters<AnswerReport>[0]['result']) => {
        const { reservation } = verdict;
        const spender = principal;
        await Promise.all([
          deps.report({ principal, transport: 'http', model, messageId, result }),
          deps.metering.settle({ spender, messageId, model, transport: 'http', reservation, figures: result }),
        ]);
      },
    };
    const answer = stream ? streamedAnswer(completion, includeUsage, deps.logger) : wholeAnswer(completion);
    return withRate(await answer, verdict.rate);
  };
}

const env = parseEnv(completeEnv);
const logger = createLogger('chat');
const metrics = createMetrics('chat');
const document = documentClient();
const readConfig = chatConfigReader(document, env, logger);
const usage = usageStores(document, { ...env, ...parseEnv(regionEnv) });

export const handler = openAiRoute<StreamResponse>(logger, {
  executionMode: executionModeStreamifyResponse,
  // The answer is still being written when the handler returns: only here has the invocation ended.
  requestEnd: () => metrics.publish(),
}).handler(
  createComplete({
    models: env.CHAT_MODELS,
    model: answeringModel(env, usage, readConfig, logger),
    admission: admission(usage, brakeCheck(document, env, logger), readConfig),
    metering: metering(usage, readConfig),
    report: answerReport({ audit: auditLog(env, logger), metrics }),
    logger,
    newId: randomUUID,
    now: Date.now,
  }),
);
