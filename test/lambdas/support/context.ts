import type { Context } from 'aws-lambda';

/** What Lambda tells a handler of its invocation. */
export const lambdaContext = (remainingMs = 60_000): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'function',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:function',
  memoryLimitInMB: '256',
  awsRequestId: '00000000-0000-0000-0000-000000000000',
  logGroupName: '/aws/lambda/function',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => remainingMs,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});

/** Calls a handler as Lambda does: with an event that nothing has checked. */
export const invoke = (handler: unknown, event: unknown, context: Context = lambdaContext()): Promise<unknown> =>
  (handler as (event: unknown, context: Context) => Promise<unknown>)(event, context);
