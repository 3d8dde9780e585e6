import { boundedCalls, once } from '../shared/deps';
import { functionTool, toolFunctionsSchema } from './adapters/function-tool';
import { TOOL_MS, type Tool } from './domain/toolbox';

/** The tools that functions of other designs run; the client is loaded with the first call of one. */
export const functionTools = (json: string): Tool[] =>
  toolFunctionsSchema
    .parse(JSON.parse(json))
    .map((each) => functionTool(each, async (...call) => (await invokeFunction())(...call)));

const invokeFunction = once(async () => {
  const [{ LambdaClient }, { createInvokeFunction }] = await Promise.all([
    import('@aws-sdk/client-lambda'),
    import('../shared/invoke-function'),
  ]);
  return createInvokeFunction((region) => new LambdaClient({ ...boundedCalls(TOOL_MS), region, maxAttempts: 2 }));
});
