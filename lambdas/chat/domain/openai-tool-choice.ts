import type * as z from 'zod/mini';
import type { toolChoiceSchema, toolSchema } from './openai-tools';
import type { ModelRequest } from './ports';

/** The part of a request that tells of tools. */
interface ToolFields {
  readonly tools?: readonly z.infer<typeof toolSchema>[] | null | undefined;
  readonly tool_choice?: z.infer<typeof toolChoiceSchema> | null | undefined;
}

/**
 * The client's tools in a model's terms; it runs them itself. With the choice `none` the model is not told of any.
 *
 * @returns undefined when the choice is of a tool that is not there
 */
export function toolsOf({ tools, tool_choice }: ToolFields): Pick<ModelRequest, 'tools' | 'toolChoice'> | undefined {
  const named = typeof tool_choice === 'object' ? tool_choice?.function.name : undefined;
  const wanted = named !== undefined || tool_choice === 'required';
  const known = named === undefined || tools?.some((tool) => tool.function.name === named);
  if (wanted && (!tools?.length || !known)) return undefined;
  if (!tools?.length || tool_choice === 'none') return {};
  return {
    tools: tools.map(({ function: { name, description, parameters } }) => ({
      name,
      // Bedrock refuses a blank one.
      description: description?.trim() ? description : undefined,
      inputSchema: parameters ?? { type: 'object', properties: {} },
    })),
    ...(named !== undefined && { toolChoice: { name: named } }),
    ...(tool_choice === 'required' && { toolChoice: 'any' as const }),
  };
}
