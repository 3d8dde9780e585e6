import {
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  ListFunctionsCommand,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda';
import { type LocalServices, startLocalServices } from './local-services';

let local: LocalServices;
let client: LambdaClient;

beforeAll(async () => {
  local = await startLocalServices();
  client = new LambdaClient(local.client);
});
afterEach(() => {
  local.invoked.length = 0;
});
afterAll(async () => {
  client.destroy();
  await local.stop();
});

const payload = (value: unknown) => Buffer.from(JSON.stringify(value));

test('a function is invoked with the payload and answers with its own', async () => {
  local.answerInvocations({ ok: true, payload: { found: 2 } });
  const FunctionName = 'arn:aws:lambda:us-east-1:000000000000:function:search-tool:live';
  const answer = await client.send(new InvokeCommand({ FunctionName, Payload: payload({ query: 'ä' }) }));
  expect(local.invoked).toEqual([{ functionRef: FunctionName, event: { query: 'ä' } }]);
  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect(answer.FunctionError).toBeUndefined();
  expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toEqual({ found: 2 });
});

test('an error of the function is told apart from an answer', async () => {
  local.answerInvocations({ ok: false, errorType: 'TypeError', errorMessage: 'no such thing' });
  const answer = await client.send(new InvokeCommand({ FunctionName: 'tool', Qualifier: 'live' }));
  expect(local.invoked).toEqual([{ functionRef: 'tool:live', event: {} }]);
  expect([answer.FunctionError, JSON.parse(answer.Payload?.transformToString() ?? '')]).toEqual([
    'Unhandled',
    { errorType: 'TypeError', errorMessage: 'no such thing' },
  ]);
});

test('an invocation for later is accepted at once', async () => {
  local.answerInvocations({ ok: true, payload: null });
  const { StatusCode } = await client.send(new InvokeCommand({ FunctionName: 'tool', InvocationType: 'Event' }));
  expect([StatusCode, local.invoked.length]).toEqual([202, 1]);
});

test('other calls and kinds of invocation are refused by name', async () => {
  await expect(client.send(new InvokeCommand({ FunctionName: 'tool', InvocationType: 'DryRun' }))).rejects.toThrow(
    /InvocationType DryRun/,
  );
  await expect(client.send(new ListFunctionsCommand())).rejects.toThrow(/GET .*functions/);
});

test('a function that has no room, or that is none, is told apart from one that failed', async () => {
  local.answerInvocations({ ok: false, errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' });
  const once = new LambdaClient({ ...local.client, maxAttempts: 1 });
  await expect(once.send(new InvokeCommand({ FunctionName: 'tool' }))).rejects.toThrow(TooManyRequestsException);
  once.destroy();
});

test.each<[string, Partial<InvokeCommandInput>, RegExp]>([
  ['logs in the answer', { LogType: 'Tail' }, /LogType Tail/],
  ['a context of the client', { ClientContext: 'e30=' }, /header x-amz-client-context/],
  ['what is no JSON', { Payload: Buffer.from('{') }, /Could not parse request body into json/],
  ['too large an event', { Payload: Buffer.alloc(6 * 1024 * 1024 + 1, ' ') }, /payload is too large/],
])('%s is refused', async (_, input, message) => {
  await expect(client.send(new InvokeCommand({ FunctionName: 'tool', ...input }))).rejects.toThrow(message);
  expect(local.invoked).toEqual([]);
});
