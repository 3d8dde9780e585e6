import type { ResolvedResource } from '../../types';
import {
  type Engine,
  type EngineContext,
  notServed,
  type ServiceCall,
  ServiceError,
  type ServiceResponse,
} from '../engine';
import { type FauxqsApp, type FauxqsResponse, forward } from '../fauxqs-app';
import { parseJson } from '../input';
import { answerJson } from '../output';
import { queueAttributes } from './queue-attributes';
import { createWakeUps, type WakeUps } from './wake-ups';

type Input = Record<string, unknown>;

const reads = ['GetQueueAttributes', 'GetQueueUrl', 'ListQueues'];
/** Calls after which a waiting receiver may find a message: a new one, or the next of a FIFO group. */
const changes = [
  'ChangeMessageVisibility',
  'ChangeMessageVisibilityBatch',
  'DeleteMessage',
  'DeleteMessageBatch',
  'PurgeQueue',
  'SendMessage',
  'SendMessageBatch',
];
/** Inputs that fauxqs drops. */
const notRead = ['MessageSystemAttributes', 'ReceiveRequestAttemptId'];

/**
 * SQS on fauxqs. Long polling is done here, so that a receiver that went away takes no message with it.
 *
 * Unlike AWS: a receive gives one message of a FIFO group at most, deduplication is by queue whatever its scope, and
 * messages are kept however old they are.
 */
export function createSqsEngine(context: EngineContext, app: FauxqsApp): Engine {
  const wakeUps = createWakeUps(Date.now);
  const stopping = new AbortController();

  async function handle(call: ServiceCall, response: ServiceResponse): Promise<void> {
    const input = parseJson(call) as Input;
    refuseNotRead(call, input);
    if (call.operation === 'ReceiveMessage') {
      return forward(await receive(app, wakeUps, call, input, stopping.signal), response);
    }
    if (!reads.includes(call.operation) && !changes.includes(call.operation)) throw notServed(call);
    const answer = await ask(app, call.operation, call.region, input);
    if (changes.includes(call.operation)) wakeUps.wake(queueKey(call.region, input.QueueUrl));
    if (call.operation === 'GetQueueUrl' || call.operation === 'ListQueues') {
      return answerJson(response, '1.0', withOwnAddress(context.endpoint, answer));
    }
    forward(answer, response);
  }

  async function create(resource: ResolvedResource): Promise<void> {
    const name = resource.attributes.QueueName;
    const answer = await ask(app, 'CreateQueue', resource.region, {
      QueueName: name,
      Attributes: queueAttributes(resource),
    });
    if (answer.statusCode !== 200) throw new Error(`${resource.path}: ${answer.body.toString()}`);
  }

  return {
    name: 'sqs',
    services: ['sqs'],
    resourceTypes: ['AWS::SQS::Queue'],
    handle,
    create,
    async stop() {
      stopping.abort();
    },
  };
}

function refuseNotRead(call: ServiceCall, input: Input): void {
  const entries = Array.isArray(input.Entries) ? (input.Entries as Input[]) : [];
  const dropped = notRead.filter((name) => [input, ...entries].some((members) => name in members));
  if (dropped.length > 0) throw notServed(call, `input ${dropped.join(', ')}`);
}

async function receive(app: FauxqsApp, wakeUps: WakeUps, call: ServiceCall, input: Input, stopping: AbortSignal) {
  const signal = AbortSignal.any([call.signal, stopping]);
  const key = queueKey(call.region, input.QueueUrl);
  const deadline = Date.now() + 1000 * (await waitSeconds(app, call, input));
  for (;;) {
    const seen = wakeUps.count(key);
    const answer = await ask(app, 'ReceiveMessage', call.region, { ...input, WaitTimeSeconds: 0 });
    const empty = answer.statusCode === 200 && !('Messages' in (JSON.parse(answer.body.toString()) as object));
    if (!empty || Date.now() >= deadline) return answer;
    await wakeUps.next(key, seen, deadline, signal);
    if (signal.aborted) return answer;
  }
}

async function waitSeconds(app: FauxqsApp, call: ServiceCall, input: Input): Promise<number> {
  if (input.WaitTimeSeconds !== undefined) {
    const seconds = Number(input.WaitTimeSeconds);
    if (seconds >= 0 && seconds <= 20) return seconds;
    throw new ServiceError('InvalidParameterValue', `WaitTimeSeconds ${seconds} is not between 0 and 20`);
  }
  const answer = await ask(app, 'GetQueueAttributes', call.region, {
    QueueUrl: input.QueueUrl,
    AttributeNames: ['ReceiveMessageWaitTimeSeconds'],
  });
  const { Attributes } = JSON.parse(answer.body.toString()) as { Attributes?: Record<string, string> };
  return Number(Attributes?.ReceiveMessageWaitTimeSeconds ?? 0);
}

/** fauxqs takes the region of a queue from its address, and of a new queue from the signature. */
function ask(app: FauxqsApp, operation: string, region: string, input: Input): Promise<FauxqsResponse> {
  const QueueUrl = input.QueueUrl === undefined ? undefined : regionalUrl(region, input.QueueUrl);
  return app.request({
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=laptop/20260101/${region}/sqs/aws4_request`,
    },
    body: Buffer.from(JSON.stringify({ ...input, QueueUrl })),
  });
}

function regionalUrl(region: string, url: unknown): string {
  const name = String(url).split('/').pop();
  return `http://sqs.${region}.localhost/000000000000/${name}`;
}

function queueKey(region: string, url: unknown): string {
  return regionalUrl(region, url);
}

function withOwnAddress(endpoint: string, answer: FauxqsResponse): unknown {
  return JSON.parse(answer.body.toString(), (_key, value: unknown) =>
    typeof value === 'string' ? value.replace(/^http:\/\/sqs\.[^/]+/, endpoint) : value,
  );
}
