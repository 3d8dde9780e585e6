import * as z from 'zod/mini';
import type { InvokeFunction } from '../../shared/invoke-function';
import { type Tool, ToolError } from '../domain/toolbox';

/** Functions of other designs that do what tools do, as `TOOL_FUNCTIONS` lists them. */
export const toolFunctionsSchema = z.array(
  z.object({ name: z.string(), description: z.string(), inputSchema: z.looseObject({}), functionArn: z.string() }),
);
export type ToolFunction = z.infer<typeof toolFunctionsSchema>[number];

/** What such a function answers: the result, or what the model is to be told instead. */
const answerSchema = z.union([z.object({ text: z.string() }), z.object({ error: z.string() })]);

/**
 * A tool that a function of another design runs. The function is told `{ input, caller, messageId }`: who asks comes from the
 * turn, whose sender an authorizer vouched for, and never from what the model wrote. Such a tool changes nothing.
 */
export function functionTool(
  { name, description, inputSchema, functionArn }: ToolFunction,
  invoke: InvokeFunction,
): Tool {
  return {
    name,
    description,
    inputSchema,
    effects: false,
    async run(input, { caller, messageId }, signal) {
      const { userId, org, groups, clearance, tier } = caller;
      const event = { input, caller: { userId, org, groups, clearance, tier }, messageId };
      const answer = answerSchema.parse(await invoke(functionArn, event, signal));
      if ('error' in answer) throw new ToolError(answer.error);
      return answer.text;
    },
  };
}
