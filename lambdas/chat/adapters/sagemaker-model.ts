import { createHash } from 'node:crypto';
import {
  InvokeEndpointWithResponseStreamCommand,
  type InvokeEndpointWithResponseStreamCommandInput,
  type ResponseStream,
  type SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime';
import * as z from 'zod/mini';
import { ModelError } from '../domain/errors';
import type { Model, ModelEvent, ModelRequest } from '../domain/ports';
import { chatBody, PieceCalls, toolCallPieces } from './openai-chat';
import { containerErrorOf, sageMakerErrorOf } from './sagemaker-errors';
import { DONE, serverSentEvents } from './server-sent-events';

/** An open-weight model on an endpoint of the stage's own. */
export interface SageMakerTarget {
  readonly endpointName: string;
  /** Absent where the endpoint's variant has the model itself. */
  readonly inferenceComponentName?: string | undefined;
}

/**
 * Bytes of the body that prefix-aware routing looks at. Each body begins with as many that are always the same, so that
 * the routing identifier alone decides which instance answers.
 */
export const ROUTED_PREFIX_BYTES = 1024;

/**
 * Models of SageMaker behind the vLLM container's OpenAI chat schema, streamed.
 *
 * The requests of a conversation go to the instance that has their beginning in its KV cache, by a routing identifier.
 * Stateful sessions would do the same, but only `InvokeEndpoint` opens one, and the container would have to keep it.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_PrefixAwareRoutingConfig.html
 */
export function createSageMakerModel(client: SageMakerRuntimeClient, target: SageMakerTarget): Model {
  return {
    async *stream(request, signal) {
      const abort = new AbortController();
      try {
        const abortSignal = AbortSignal.any([signal, abort.signal]);
        const command = new InvokeEndpointWithResponseStreamCommand(invocation(target, request));
        const { Body } = await client.send(command, { abortSignal });
        yield* answerOf(serverSentEvents(payloadOf(Body ?? [])));
      } catch (error) {
        if (signal.aborted) return;
        throw sageMakerErrorOf(error);
      } finally {
        // A consumer that leaves early must not leave the GPU generating.
        abort.abort();
      }
    },
  };
}

function invocation(target: SageMakerTarget, request: ModelRequest): InvokeEndpointWithResponseStreamCommandInput {
  return {
    EndpointName: target.endpointName,
    InferenceComponentName: target.inferenceComponentName,
    PrefixAwareId: routingId(request),
    ContentType: 'application/json',
    Accept: 'text/event-stream',
    Body: Buffer.from(bodyOf(request)),
  };
}

/** Space between JSON's tokens means nothing, so the padding changes nothing for the container. */
const bodyOf = (request: ModelRequest): string =>
  '{'.padEnd(ROUTED_PREFIX_BYTES) + JSON.stringify(chatBody(request)).slice(1);

/** Names the conversation; where the caller does not, what it began with does. */
function routingId({ affinity, system, messages: [first] }: ModelRequest): string {
  const beginning = affinity ?? JSON.stringify([system, first?.text]);
  return createHash('sha256').update(beginning).digest('hex');
}

async function* payloadOf(stream: AsyncIterable<ResponseStream> | Iterable<ResponseStream>) {
  for await (const { PayloadPart } of stream) if (PayloadPart?.Bytes) yield PayloadPart.Bytes;
}

const chunkSchema = z.object({
  choices: z._default(
    z.array(
      z.object({
        delta: z.optional(z.object({ content: z.nullish(z.string()), tool_calls: toolCallPieces })),
        finish_reason: z.nullish(z.string()),
      }),
    ),
    [],
  ),
  usage: z.nullish(
    z.object({
      prompt_tokens: z.number(),
      completion_tokens: z.number(),
      prompt_tokens_details: z.nullish(z.object({ cached_tokens: z.nullish(z.number()) })),
    }),
  ),
  error: z.optional(z.object({ message: z.string(), code: z.nullish(z.number()) })),
});

type Usage = NonNullable<z.infer<typeof chunkSchema>['usage']>;

async function* answerOf(events: AsyncIterable<string>): AsyncGenerator<ModelEvent> {
  let ended = false;
  const calls = new PieceCalls();
  for await (const data of events) {
    if (data === DONE) continue;
    const { choices, usage, error } = chunkSchema.parse(JSON.parse(data));
    if (error) throw containerErrorOf(error.code ?? 500, error);
    const [choice] = choices;
    if (choice?.delta?.content) yield { type: 'text', text: choice.delta.content };
    calls.add(choice?.delta?.tool_calls ?? []);
    if (choice?.finish_reason) {
      ended = true;
      const called = calls.whole();
      yield* called;
      yield endOf(choice.finish_reason, called.length);
    }
    if (usage) yield usageOf(usage);
  }
  // A container that dies may close its connection in good order.
  if (!ended) throw new ModelError('model_unavailable', 'The model stopped in the middle of its answer');
}

function usageOf({ prompt_tokens, completion_tokens, prompt_tokens_details }: Usage): ModelEvent {
  const cachedTokens = prompt_tokens_details?.cached_tokens ?? undefined;
  const usage = { inputTokens: prompt_tokens, outputTokens: completion_tokens };
  return { type: 'usage', ...usage, ...(cachedTokens !== undefined && { cachedTokens }) };
}

/** A call that was demanded by name ends with the reason `stop`. */
function endOf(reason: string, calls: number): ModelEvent {
  if (reason === 'content_filter')
    return { type: 'end', reason: 'filtered', intervention: { reason: 'content_filtered' } };
  if (reason === 'length') return { type: 'end', reason };
  return { type: 'end', reason: calls > 0 ? 'toolUse' : 'stop' };
}
