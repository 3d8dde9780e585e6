import type { InvokeCommandInput, InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { functionTool } from '../../../../lambdas/chat/adapters/function-tool';
import { createToolbox } from '../../../../lambdas/chat/domain/toolbox';
import { type Turn, toolCaller } from '../../../../lambdas/chat/domain/turn';
import { createInvokeFunction } from '../../../../lambdas/shared/invoke-function';

const offered = {
  name: 'search_documents',
  description: 'Searches documents',
  inputSchema: { type: 'object' },
  functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:search:live',
};
const turn = { org: 'acme', tier: 'paid', groups: ['staff'], clearance: 2 } as Turn;

/** The tool in a toolbox, over a Lambda service that answers like this. */
function setUp(answer: unknown, more: Partial<InvokeCommandOutput> = {}) {
  const invoked: (InvokeCommandInput & { region: string })[] = [];
  const errors: unknown[] = [];
  const client = (region: string) => ({
    send: async ({ input }: { input: InvokeCommandInput }) => {
      invoked.push({ ...input, region });
      return { Payload: { transformToString: () => JSON.stringify(answer) }, ...more };
    },
  });
  const invoke = createInvokeFunction(client as Parameters<typeof createInvokeFunction>[0]);
  const tool = functionTool(offered, invoke);
  const toolbox = createToolbox({
    tools: [tool],
    caller: toolCaller('alice', turn),
    messageId: '01A',
    message: 'What does the contract say?',
    now: () => 0,
    onError: (_, error) => errors.push(error),
  });
  const call = (input: unknown) =>
    toolbox.run([{ id: '1', name: 'search_documents', input }], new AbortController().signal);
  return { call, invoked, errors, toolbox };
}

test('asks the function of the region, on behalf of the sender of the turn', async () => {
  const { call, invoked } = setUp({ text: '[1] Clause 4' });
  expect(await call({ query: 'clause' })).toEqual([{ id: '1', text: '[1] Clause 4', failed: false }]);
  expect(invoked).toMatchObject([{ region: 'eu-west-1', FunctionName: offered.functionArn }]);
  expect(JSON.parse(String(invoked[0]?.Payload))).toEqual({
    input: { query: 'clause' },
    caller: { userId: 'alice', org: 'acme', groups: ['staff'], clearance: 2, tier: 'paid' },
    messageId: '01A',
  });
});

test('what the model writes stands in the input alone, whatever it is called', async () => {
  const { call, invoked } = setUp({ text: '' });
  await call({ query: 'x', caller: { userId: 'root', org: 'rival', clearance: 3 }, messageId: 'other' });
  const { caller, messageId } = JSON.parse(String(invoked[0]?.Payload));
  expect({ caller, messageId }).toEqual({ caller: toolCaller('alice', turn), messageId: '01A' });
});

test('tells the model what the function says is wrong', async () => {
  const { call, errors } = setUp({ error: 'query is missing' });
  expect(await call({})).toEqual([{ id: '1', text: 'query is missing', failed: true }]);
  expect(errors).toEqual([]);
});

test.each([
  ['fails', { errorMessage: 'no index' }, { FunctionError: 'Unhandled' }],
  ['answers something else', { passages: [] }, {}],
])('when the function %s, the model learns only that it did, and the log why', async (_, answer, more) => {
  const { call, errors } = setUp(answer, more);
  expect(await call({})).toEqual([{ id: '1', text: 'The tool failed', failed: true }]);
  expect(errors).toHaveLength(1);
});

test('changes nothing, so it is offered for any message', () => {
  expect(setUp({}).toolbox.specs.map(({ name }) => name)).toEqual(['search_documents']);
});

test('a turn that says nothing of groups and clearance gives neither', () => {
  const { groups: _, clearance: __, ...older } = turn;
  expect(toolCaller('alice', older)).toEqual({ userId: 'alice', org: 'acme', groups: [], clearance: 0, tier: 'paid' });
});
