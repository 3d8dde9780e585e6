import { type Handler, isStreaming, loadHandler, streamifyResponse } from './load-handler';
import type { ErrorMessage, FromEnvironment, ToEnvironment } from './messages';
import { ResponseStream } from './response-stream';

type Invoke = Extract<ToEnvironment, { type: 'invoke' }>;

let stream: ResponseStream | undefined;

function send(message: FromEnvironment): void {
  process.send?.(message);
}

function toError(error: unknown): ErrorMessage {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  return { errorType: error.name, errorMessage: error.message };
}

function contextOf({ requestId, functionArn, deadline }: Invoke) {
  const { env } = process;
  return {
    awsRequestId: requestId,
    invokedFunctionArn: functionArn,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

async function invoke(handler: Handler, message: Invoke): Promise<void> {
  process.env._X_AMZN_TRACE_ID = message.traceId;
  const event: unknown = JSON.parse(message.event);
  try {
    if (isStreaming(handler)) await invokeStreaming(handler, event, message);
    else send({ type: 'done', payload: JSON.stringify((await handler(event, contextOf(message))) ?? null) });
  } catch (error) {
    console.error(`${new Date().toISOString()}\t${message.requestId}\tERROR\tInvoke Error`, error);
    send({ type: 'failed', error: toError(error) });
  }
}

async function invokeStreaming(handler: Handler, event: unknown, message: Invoke): Promise<void> {
  const response = new ResponseStream(send);
  stream = response;
  const closed = new Promise<void>((resolve) => response.once('close', resolve));
  try {
    await handler(event, response, contextOf(message));
    response.end();
    await closed;
  } finally {
    stream = undefined;
  }
  send({ type: 'done' });
}

async function main(): Promise<void> {
  process.once('disconnect', () => process.exit());
  process.on('SIGINT', () => undefined);
  const { LAMBDA_TASK_ROOT = '', _HANDLER = '' } = process.env;
  process.chdir(LAMBDA_TASK_ROOT);
  const HttpResponseStream = {
    from(response: ResponseStream, metadata: unknown): ResponseStream {
      response.startWith(metadata);
      return response;
    },
  };
  Object.assign(globalThis, { awslambda: { streamifyResponse, HttpResponseStream } });
  try {
    const handler = await loadHandler(LAMBDA_TASK_ROOT, _HANDLER);
    process.on('message', (message: ToEnvironment) => {
      if (message.type === 'invoke') void invoke(handler, message);
      else if (message.type === 'taken') stream?.taken(message.bytes);
      else stream?.destroy(new Error('the client has gone'));
    });
    send({ type: 'ready' });
  } catch (error) {
    console.error(error);
    send({ type: 'init-failed', error: toError(error) });
  }
}

void main();
