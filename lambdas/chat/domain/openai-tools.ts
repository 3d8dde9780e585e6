import * as z from 'zod/mini';
import type { ToolUse } from './ports';

/** Lone halves of characters become U+FFFD: models refuse them. */
export const text = z.string().check(z.overwrite((value) => value.toWellFormed()));

/** What every model takes as the name of a tool, and as the id of a call. */
const word = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ -'));
const functionType = z.literal('function', { error: 'only functions are served' });

export const toolSchema = z.object({
  type: functionType,
  function: z.object({
    name: word,
    description: z.nullish(text),
    parameters: z.nullish(z.record(z.string(), z.unknown())),
    strict: z.nullish(z.literal(false, { error: 'is not served: no model here is held to a schema' })),
  }),
});

export const toolChoiceSchema = z.union(
  [z.enum(['none', 'auto', 'required']), z.object({ type: functionType, function: z.object({ name: word }) })],
  { error: 'must be none, auto, required or a function; other choices are not served' },
);

export const toolCallSchema = z.object({
  id: word,
  type: functionType,
  function: z.object({ name: word, arguments: text }),
});

/** A call as the client gives it back. What is no JSON stays text: a model made it, and the client says so in its result. */
export function toolUseOf({ id, function: { name, arguments: json } }: z.infer<typeof toolCallSchema>): ToolUse {
  try {
    return { id, name, input: JSON.parse(json || '{}') };
  } catch {
    return { id, name, input: json };
  }
}

/** The other way round: a model's call as the client is told of it. */
export const toolCallOf = ({ id, name, input }: ToolUse) => ({
  id,
  type: 'function' as const,
  function: { name, arguments: typeof input === 'string' ? input : JSON.stringify(input) },
});
