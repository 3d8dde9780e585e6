import { once } from 'node:events';
import { Readable } from 'node:stream';
import { encodeMessage } from '../bedrock/event-stream';
import { lastUserText, type Model } from '../bedrock/model';
import { begun } from '../bedrock/reply';
import type { LocalEmbeddings } from '../embeddings/model-thread';
import { type Engine, type EngineContext, notServed, type ServiceCall, type ServiceResponse } from '../engine';
import type { ObjectStore } from '../s3/object-store';
import { parseChat } from './chat-input';
import { containerBody } from './chat-output';
import { answerModelError, ContainerError, inContainer } from './container-error';
import { csvAnswer, csvRows } from './csv-dialect';
import { Endpoints } from './endpoints';
import { Failures, failAtOnce, failingLater, LateFailure, type PlannedFailure } from './failures';
import { HostedModels } from './hosted-models';
import { classifiedText, createScores } from './scores-dialect';
import { Sessions } from './sessions';
import { type TextsRequest, textsAnswer, textsRequest } from './texts-dialect';

/** SageMaker's endpoints as tests and the tour steer them. */
export interface SageMakerEngine extends Engine {
  /** Makes the next request fail, or the next of one endpoint or inference component. */
  failNext(failure: PlannedFailure): void;
  /** Lets all requests be answered again. */
  recover(): void;
}

/** What a container says to an invocation. */
interface Invocation {
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<string>;
}

/** Name of the one variant behind which the construct puts its instances. */
const variant = 'AllTraffic';

/**
 * SageMaker Runtime in front of `model`, which answers for vLLM's container, and of `embeddings`, which answer for that of
 * text-embeddings-inference, on the real wire format; the container for XGBoost scores by the model that was deployed. Which of them an
 * endpoint has is told by what it is asked. An endpoint that the assembly has not made is a team's own: there the classifier of moderation
 * answers that is checked in.
 */
export function createSageMakerEngine(
  context: EngineContext,
  model: Model,
  embeddings: LocalEmbeddings,
  objects: ObjectStore,
): SageMakerEngine {
  const endpoints = new Endpoints();
  const hosted = new HostedModels(objects);
  const failures = new Failures();
  const sessions = new Sessions();
  const scores = createScores(embeddings);

  async function invoke(call: ServiceCall): Promise<Invocation> {
    const text = endpoints.isBrought(call) ? classifiedText(call) : undefined;
    if (text !== undefined) return answerScores(call, text);
    const target = endpoints.target(call, context.accountId);
    const headers = sessions.admit(call, context.now());
    const name = target.component ?? target.endpoint;
    const targets = [target.endpoint, name];
    const rows = csvRows(call);
    if (rows) return answerRows(call, rows, target.endpoint, headers);
    const texts = await inContainer(() => textsRequest(call));
    if (texts) return answerTexts(call, texts, targets, headers);
    const chat = await inContainer(() => parseChat(call, name));
    const failure = failures.take(lastUserText(chat.request.messages), targets);
    await failAtOnce(failure, call.signal);
    const events = await inContainer(() => begun(failingLater(model.generate(chat.request, call.signal), failure)));
    const contentType = chat.stream ? 'text/event-stream; charset=utf-8' : 'application/json';
    return { contentType, headers, body: containerBody(events, chat, context.now()) };
  }

  async function answerScores({ path, signal }: ServiceCall, text: string): Promise<Invocation> {
    await failAtOnce(failures.take(text, [path.split('/')[2] ?? '']), signal);
    const answer = JSON.stringify(await scores(text));
    return { contentType: 'application/json', headers: {}, body: Readable.from([answer]) };
  }

  async function answerRows(
    { signal }: ServiceCall,
    rows: readonly Float32Array[],
    endpoint: string,
    headers: Invocation['headers'],
  ): Promise<Invocation> {
    await failAtOnce(failures.take('', [endpoint]), signal);
    const answer = csvAnswer(await hosted.ensembleOf(endpoint), rows);
    return { contentType: 'text/csv; charset=utf-8', headers, body: Readable.from([answer]) };
  }

  async function answerTexts(
    { signal }: ServiceCall,
    request: TextsRequest,
    targets: readonly string[],
    headers: Invocation['headers'],
  ): Promise<Invocation> {
    await failAtOnce(failures.take(request.question, targets), signal);
    const answer = JSON.stringify(await textsAnswer(request, embeddings));
    return { contentType: 'application/json', headers, body: Readable.from([answer]) };
  }

  const operations: Readonly<Record<string, (call: ServiceCall, response: ServiceResponse) => Promise<void>>> = {
    async InvokeEndpoint(call, response) {
      const { body, contentType, headers } = await invoke(call);
      let text = '';
      for await (const piece of body) text += piece;
      const answer = Buffer.from(text);
      if (call.signal.aborted) return;
      response.writeHead(200, {
        'content-type': contentType,
        'content-length': answer.length,
        'x-amzn-invoked-production-variant': variant,
        ...headers,
      });
      response.end(answer);
    },
    async InvokeEndpointWithResponseStream(call, response) {
      const { body, contentType } = await invoke(call);
      response.writeHead(200, {
        'content-type': 'application/vnd.amazon.eventstream',
        'x-amzn-sagemaker-content-type': contentType,
        'x-amzn-invoked-production-variant': variant,
      });
      await stream(call, response, body);
    },
  };

  return {
    name: 'sagemaker',
    services: ['sagemaker'],
    resourceTypes: [
      'AWS::SageMaker::Model',
      'AWS::SageMaker::EndpointConfig',
      'AWS::SageMaker::Endpoint',
      'AWS::SageMaker::InferenceComponent',
    ],
    async handle(call, response) {
      const operation = operations[call.operation];
      if (!operation) throw notServed(call);
      try {
        await operation(call, response);
      } catch (error) {
        if (error instanceof ContainerError && !response.headersSent) answerModelError(response, error);
        else throw error;
      }
    },
    async create(resource) {
      endpoints.create(resource);
      hosted.create(resource);
    },
    failNext: (failure) => failures.plan(failure),
    recover: () => failures.recover(),
    async stop() {},
  };
}

/** Writes what the container says as it says it; a failure after the first byte ends the stream as it asks for. */
async function stream(call: ServiceCall, response: ServiceResponse, body: AsyncIterable<string>): Promise<void> {
  try {
    for await (const piece of body) for (const part of parts(piece)) await write(call, response, payloadPart(part));
    response.end();
  } catch (error) {
    if (call.signal.aborted) return;
    if (error instanceof LateFailure && error.code === 'drop') response.destroy(error);
    else response.end(exception(error));
  }
}

/**
 * SageMaker passes on what it has read of the container, with no regard for where an event of the container ends:
 * each piece here comes in two parts, cut in its middle, be it inside of a character.
 */
function parts(piece: string): readonly Buffer[] {
  const bytes = Buffer.from(piece);
  const middle = Math.floor(bytes.length / 2);
  return [bytes.subarray(0, middle), bytes.subarray(middle)];
}

function payloadPart(bytes: Buffer): Buffer {
  const headers = {
    ':event-type': 'PayloadPart',
    ':content-type': 'application/octet-stream',
    ':message-type': 'event',
  };
  return encodeMessage(headers, bytes);
}

function exception(error: unknown): Buffer {
  const broken = error instanceof LateFailure && error.code === 'ModelStreamError';
  const type = broken ? 'ModelStreamError' : 'InternalStreamFailure';
  const headers = { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' };
  const message = error instanceof Error ? error.message : String(error);
  return encodeMessage(headers, { Message: message, ...(broken && { ErrorCode: 'StreamBroken' }) });
}

async function write(call: ServiceCall, response: ServiceResponse, frame: Buffer): Promise<void> {
  if (!response.write(frame)) await once(response, 'drain', { signal: call.signal });
}
