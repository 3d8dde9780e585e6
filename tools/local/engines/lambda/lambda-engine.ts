import { type InvocationResult, UnknownFunction } from '../../types';
import {
  type Engine,
  type EngineContext,
  notServed,
  type ServiceCall,
  ServiceError,
  type ServiceResponse,
} from '../engine';
import { invocationOf } from './invocation';

/** Largest event, in bytes. */
const largestEvent = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024 };
/** What would be left unread. */
const notRead = ['x-amz-client-context', 'x-amz-durable-execution-name', 'x-amz-tenant-id'];

/**
 * Lambda's Invoke, by which one function calls another.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function createLambdaEngine(context: EngineContext): Engine {
  async function invoke(call: ServiceCall, response: ServiceResponse): Promise<void> {
    const invocation = invocationOf(call);
    if (!invocation) throw notServed(call);
    const { functionRef, type } = invocation;
    if (type !== 'RequestResponse' && type !== 'Event') throw notServed(call, `InvocationType ${type}`);
    refuseNotRead(call);
    if (call.body.length > largestEvent[type])
      throw new ServiceError('RequestTooLargeException', `${call.body.length} byte payload is too large`, 413);
    const event = parsePayload(call);
    if (type === 'RequestResponse') {
      return answer(response, await found(() => context.functions.invoke(functionRef, event)));
    }
    // Failures are told by the host, after its retries.
    found(() => context.functions.invokeAsync(functionRef, event)).catch((error: Error) =>
      context.report(`${functionRef}, invoked for later: ${error.message}`),
    );
    response.writeHead(202);
    response.end();
  }

  return {
    name: 'lambda',
    services: ['lambda'],
    resourceTypes: [],
    handle: invoke,
    async create() {},
    async stop() {},
  };
}

function parsePayload({ body }: ServiceCall): unknown {
  try {
    return JSON.parse(body.toString('utf8') || '{}');
  } catch (error) {
    throw new ServiceError('InvalidRequestContentException', `Could not parse request body into json: ${error}`);
  }
}

function answer(response: ServiceResponse, result: InvocationResult): void {
  if (!result.ok && result.errorType === 'TooManyRequestsException')
    throw new ServiceError(result.errorType, result.errorMessage, 429);
  const output = result.ok
    ? (result.payload ?? null)
    : { errorType: result.errorType, errorMessage: result.errorMessage };
  const payload = Buffer.from(JSON.stringify(output));
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': payload.length,
    'x-amz-executed-version': '$LATEST',
    ...(!result.ok && { 'x-amz-function-error': 'Unhandled' }),
  });
  response.end(payload);
}

function refuseNotRead(call: ServiceCall): void {
  const header = notRead.find((name) => name in call.headers);
  if (header) throw notServed(call, `header ${header}`);
  if (call.headers['x-amz-log-type'] === 'Tail') throw notServed(call, 'LogType Tail');
}

/** @throws ServiceError where there is no such function */
function found<T>(invoke: () => Promise<T>): Promise<T> {
  const told = (error: unknown): never => {
    throw error instanceof UnknownFunction
      ? new ServiceError('ResourceNotFoundException', `Function not found: ${error.message}`, 404)
      : error;
  };
  try {
    return invoke().catch(told);
  } catch (error) {
    return told(error);
  }
}
