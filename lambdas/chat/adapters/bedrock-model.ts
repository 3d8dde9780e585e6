import {
  type BedrockRuntimeClient,
  ConverseStreamCommand,
  type ConverseStreamCommandInput,
  type ConverseStreamOutput,
  type StopReason,
  type TokenUsage,
} from '@aws-sdk/client-bedrock-runtime';
import { ModelError } from '../domain/errors';
import type { Model, ModelEvent, ModelRequest } from '../domain/ports';
import { sayings } from '../domain/tokens';
import { messagesInput, ToolCalls, toolInput } from './converse-tools';
import { isServerSide } from './server-side';

/** The stage's Bedrock guardrail: it reads questions and answers. */
export interface Guardrail {
  readonly id: string;
  readonly version: string;
}

/** Milliseconds after which a throttled client may try again, where the service does not say. */
const THROTTLED_RETRY_MS = 5_000;
const UNAVAILABLE_RETRY_MS = 2_000;

/** Models of Bedrock through ConverseStream, the one call of both transports. */
export function createBedrockModel(client: BedrockRuntimeClient, guardrail?: Guardrail): Model {
  return {
    async *stream(request, signal) {
      const abort = new AbortController();
      try {
        const input = await converseInput(request, guardrail);
        const abortSignal = AbortSignal.any([signal, abort.signal]);
        const { stream } = await client.send(new ConverseStreamCommand(input), { abortSignal });
        const calls = new ToolCalls();
        for await (const output of stream ?? []) {
          yield* calls.read(output);
          yield* eventsOf(output);
        }
      } catch (error) {
        if (signal.aborted) return;
        throw modelErrorOf(error);
      } finally {
        // A consumer that leaves early must not leave the service generating, and billing.
        abort.abort();
      }
    },
  };
}

async function converseInput(
  request: ModelRequest,
  guardrail: Guardrail | undefined,
): Promise<ConverseStreamCommandInput> {
  const { model, system, maxOutputTokens, temperature, topP, stopSequences } = request;
  const whole = { system: system ? [{ text: system }] : [], messages: messagesInput(request) };
  const marked = mayBeKept(request) ? (await import('./cache-points')).withCachePoints(request, whole) : whole;
  return {
    modelId: model.bedrockModelId,
    messages: marked.messages,
    ...toolInput(request),
    ...(marked.system.length > 0 && { system: marked.system }),
    inferenceConfig: {
      maxTokens: maxOutputTokens,
      temperature,
      topP,
      ...(stopSequences?.length && { stopSequences: [...stopSequences] }),
    },
    ...(guardrail && {
      guardrailConfig: { guardrailIdentifier: guardrail.id, guardrailVersion: guardrail.version },
    }),
  };
}

/** What has fewer characters than a model keeps tokens at least is too short for its cache: most requests are. */
function mayBeKept({ model: { promptCaching }, system = '', tools = [], messages }: ModelRequest): boolean {
  const texts = [system, ...tools.map((tool) => JSON.stringify(tool)), ...messages.flatMap(sayings)];
  return promptCaching !== undefined && texts.join('').length >= promptCaching.minTokens;
}

/** The SDK throws the stream's exception events, so only these three kinds carry something. */
function* eventsOf(output: ConverseStreamOutput): Generator<ModelEvent> {
  const text = output.contentBlockDelta?.delta?.text;
  if (text) yield { type: 'text', text };
  if (output.messageStop) yield endOf(output.messageStop.stopReason);
  const usage = output.metadata?.usage;
  if (usage) yield usageOf(usage);
}

/** Bedrock leaves what it reads from the cache, and what it writes to it, out of the input. */
function usageOf(usage: TokenUsage): ModelEvent {
  const { inputTokens = 0, outputTokens = 0, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = usage;
  return {
    type: 'usage',
    inputTokens: inputTokens + cacheReadInputTokens + cacheWriteInputTokens,
    outputTokens,
    ...(cacheReadInputTokens > 0 && { cachedTokens: cacheReadInputTokens }),
    ...(cacheWriteInputTokens > 0 && { cacheWriteTokens: cacheWriteInputTokens }),
  };
}

function endOf(reason: StopReason | undefined): Extract<ModelEvent, { type: 'end' }> {
  if (reason === 'tool_use') return { type: 'end', reason: 'toolUse' };
  if (reason === 'max_tokens' || reason === 'model_context_window_exceeded') return { type: 'end', reason: 'length' };
  if (reason === 'content_filtered' || reason === 'guardrail_intervened')
    return { type: 'end', reason: 'filtered', intervention: { reason } };
  return { type: 'end', reason: 'stop' };
}

const throttled = new Set(['ThrottlingException', 'ServiceQuotaExceededException', 'TooManyRequestsException']);
const unavailable = new Set([
  'InternalServerException',
  'ModelErrorException',
  'ModelNotReadyException',
  'ModelStreamErrorException',
  'ModelTimeoutException',
  'ServiceUnavailableException',
  'TimeoutError',
]);

/** What the service refused, as the domain's error; anything else (no permission, no such model) is a fault and stays. */
function modelErrorOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (throttled.has(error.name)) {
    return new ModelError('model_throttled', 'The model takes no more requests now', THROTTLED_RETRY_MS, {
      cause: error,
    });
  }
  if (unavailable.has(error.name) || isServerSide(error)) {
    return new ModelError('model_unavailable', 'The model does not answer', UNAVAILABLE_RETRY_MS, { cause: error });
  }
  if (error.name === 'ValidationException' && /too long|too many (input )?tokens/i.test(error.message)) {
    return new ModelError('message_too_long', 'The message is longer than the model can take', undefined, {
      cause: error,
    });
  }
  return error;
}
