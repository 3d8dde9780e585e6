import * as z from 'zod/mini';
import { type Tool, ToolError } from '../toolbox';

const input = z.object({ expression: z.string() });

export const calculator: Tool = {
  name: 'calculator',
  description:
    'Works out an arithmetic expression exactly. Numbers, + - * / % ^, parentheses, sqrt abs round floor ceil min max exp ln log sin cos tan, pi, e.',
  inputSchema: {
    type: 'object',
    properties: { expression: { type: 'string', description: 'such as (2 + 3) * sqrt(16)' } },
    required: ['expression'],
  },
  effects: false,
  async run(given) {
    const parsed = input.safeParse(given);
    if (!parsed.success) throw new ToolError('expression must be a text');
    // Loaded with the first call: most answers need none.
    const { ExpressionError, evaluate } = await import('./expression');
    try {
      return String(evaluate(parsed.data.expression));
    } catch (error) {
      if (error instanceof ExpressionError) throw new ToolError(error.message);
      throw error;
    }
  },
};
