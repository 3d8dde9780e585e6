import {
  type Engine,
  type EngineContext,
  notServed,
  type ServiceCall,
  ServiceError,
  type ServiceResponse,
} from '../engine';
import { invocationOf } from './invocation';

/** Lambda's Invoke, by which one function calls another. */
export function createLambdaEngine(context: EngineContext): Engine {
  async function invoke(call: ServiceCall, response: ServiceResponse): Promise<void> {
    const invocation = invocationOf(call);
    if (!invocation) throw notServed(call);
    const { functionRef, type } = invocation;
    const event = parsePayload(call);
    if (type === 'Event') {
      void context.functions.invoke(functionRef, event).then((result) => {
        if (!result.ok) context.report(`${functionRef}, invoked for later, failed with ${result.errorMessage}`);
      });
      response.writeHead(202);
      return void response.end();
    }
    if (type !== 'RequestResponse') throw notServed(call, `InvocationType ${type}`);
    const result = await context.functions.invoke(functionRef, event);
    const { errorType, errorMessage } = result.ok ? {} : result;
    const payload = Buffer.from(JSON.stringify(result.ok ? (result.payload ?? null) : { errorType, errorMessage }));
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': payload.length,
      'x-amz-executed-version': '$LATEST',
      ...(!result.ok && { 'x-amz-function-error': 'Unhandled' }),
    });
    response.end(payload);
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
