import { once } from 'node:events';
import type { ResolvedResource } from '../../types';
import type { LocalEmbeddings } from '../embeddings/model-thread';
import { type Engine, type EngineContext, notServed, type ServiceCall, type ServiceResponse } from '../engine';
import { modelIdOf, parseConverse } from './converse-input';
import { type Circumstances, converseEvents, converseOutput } from './converse-output';
import { encodeEvent, encodeException } from './event-stream';
import { DroppedConnection, Failures, failFirst, failingLater, type PlannedFailure, StreamFailure } from './failures';
import { type Guardrail, guardrailOf, intervention, unknownGuardrail } from './guardrail';
import { dialectOf } from './invoke-dialects';
import { lastUserText, type Model, type ModelRequest } from './model';
import { PromptCache, withCacheUse } from './prompt-cache';
import { begun, collect, inBlocks, intervened, type ReplyEvent } from './reply';
import { type WordlessModel, wordlessModelOf } from './wordless-model';

/** Bedrock's models as tests and the tour steer them. */
export interface BedrockEngine extends Engine {
  /** Makes the next request fail, or the next of one model. */
  failNext(failure: PlannedFailure): void;
}

/** Bedrock Runtime in front of `model`, and of `embeddings` for models that give vectors and orders, on the real wire format. */
export function createBedrockEngine(context: EngineContext, model: Model, embeddings: LocalEmbeddings): BedrockEngine {
  const failures = new Failures();
  const cache = new PromptCache();
  const guardrails = new Map<string, Guardrail>();

  async function generate(request: ModelRequest, signal: AbortSignal): Promise<AsyncIterable<ReplyEvent>> {
    const failure = failures.take(request.modelId, lastUserText(request.messages));
    await failFirst(failure, signal);
    const { modelId, cachedBeginnings = [] } = request;
    const answer = model.generate(request, signal);
    const told =
      cachedBeginnings.length === 0
        ? answer
        : withCacheUse(answer, cache.use(modelId, cachedBeginnings, context.now()));
    return begun(inBlocks(failingLater(told, failure)));
  }

  async function converse(call: ServiceCall) {
    const latencyMs = stopwatch(context);
    const { request, guardrail } = parseConverse(call);
    const known = guardrail && (guardrails.get(guardrail.identifier) ?? unknownGuardrail(guardrail.identifier));
    const blocked = known && intervention(known, request.messages);
    const trace = guardrail?.trace ? (blocked?.trace ?? {}) : undefined;
    return {
      events: blocked ? intervened(blocked) : await generate(request, call.signal),
      circumstances: { latencyMs, trace } satisfies Circumstances,
    };
  }

  async function invokeWordless(wordless: WordlessModel, call: ServiceCall, response: ServiceResponse): Promise<void> {
    const latencyMs = stopwatch(context);
    await failFirst(failures.take(modelIdOf(call)), call.signal);
    const { output, inputTokens } = await wordless.invoke(call, embeddings);
    if (call.signal.aborted) return;
    answer(response, output, {
      'x-amzn-bedrock-invocation-latency': latencyMs(),
      ...(inputTokens !== undefined && { 'x-amzn-bedrock-input-token-count': inputTokens }),
    });
  }

  const operations: Readonly<Record<string, (call: ServiceCall, response: ServiceResponse) => Promise<void>>> = {
    async Converse(call, response) {
      const { events, circumstances } = await converse(call);
      const reply = await collect(events);
      if (reply) answer(response, converseOutput(reply, circumstances));
    },
    async ConverseStream(call, response) {
      const { events, circumstances } = await converse(call);
      await stream(call, response, converseEvents(events, circumstances));
    },
    async InvokeModel(call, response) {
      const wordless = wordlessModelOf(call);
      if (wordless) return invokeWordless(wordless, call, response);
      const latencyMs = stopwatch(context);
      const dialect = dialectOf(call);
      const request = dialect.parse(call);
      const reply = await collect(await generate(request, call.signal));
      if (!reply) return;
      answer(response, dialect.output(reply, request, { latencyMs }), {
        'x-amzn-bedrock-input-token-count': reply.usage.inputTokens,
        'x-amzn-bedrock-output-token-count': reply.usage.outputTokens,
        'x-amzn-bedrock-invocation-latency': latencyMs(),
      });
    },
    async InvokeModelWithResponseStream(call, response) {
      const latencyMs = stopwatch(context);
      const dialect = dialectOf(call);
      const request = dialect.parse(call);
      const chunks = dialect.chunks(await generate(request, call.signal), request, { latencyMs });
      await stream(call, response, asChunks(chunks), { 'x-amzn-bedrock-content-type': 'application/json' });
    },
  };

  return {
    name: 'bedrock',
    services: ['bedrock'],
    resourceTypes: ['AWS::Bedrock::Guardrail'],
    async handle(call, response) {
      const operation = operations[call.operation];
      if (!operation) throw notServed(call);
      await operation(call, response);
    },
    async create(resource: ResolvedResource) {
      const guardrail = guardrailOf(resource);
      const { GuardrailArn } = resource.attributes;
      for (const name of [guardrail.id, resource.ref, GuardrailArn ?? resource.ref]) guardrails.set(name, guardrail);
    },
    failNext: (failure) => failures.plan(failure),
    stop: () => embeddings.stop(),
  };
}

function stopwatch({ now }: EngineContext): () => number {
  const start = now();
  return () => now() - start;
}

function answer(response: ServiceResponse, output: unknown, headers: Record<string, number> = {}): void {
  const body = Buffer.from(JSON.stringify(output));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length, ...headers });
  response.end(body);
}

/** Writes events as they come; a failure after the first one ends the stream in the way the failure asks for. */
async function stream(
  call: ServiceCall,
  response: ServiceResponse,
  events: AsyncIterable<readonly [type: string, payload: unknown]>,
  headers: Record<string, string> = {},
): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream', ...headers });
  try {
    for await (const [type, payload] of events) await write(call, response, encodeEvent(type, payload));
    response.end();
  } catch (error) {
    if (call.signal.aborted) return;
    if (error instanceof DroppedConnection) response.destroy(error);
    else response.end(encodeException(exceptionType(error), (error as Error).message));
  }
}

function exceptionType(error: unknown): string {
  return error instanceof StreamFailure ? error.exceptionType : 'internalServerException';
}

async function write(call: ServiceCall, response: ServiceResponse, frame: Buffer): Promise<void> {
  if (!response.write(frame)) await once(response, 'drain', { signal: call.signal });
}

async function* asChunks(chunks: AsyncIterable<unknown>): AsyncGenerator<readonly [string, unknown]> {
  for await (const chunk of chunks) {
    yield ['chunk', { bytes: Buffer.from(JSON.stringify(chunk)).toString('base64') }];
  }
}
