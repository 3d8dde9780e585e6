import * as z from 'zod/mini';
import { type Tool, ToolError } from '../toolbox';

const input = z.object({ timeZone: z.optional(z.string().check(z.maxLength(64))) });

export const clock: Tool = {
  name: 'clock',
  description: 'Tells the current date and time.',
  inputSchema: {
    type: 'object',
    properties: { timeZone: { type: 'string', description: 'IANA name such as Europe/Berlin; UTC when left out' } },
    required: [],
  },
  effects: false,
  async run(given, { now }) {
    const parsed = input.safeParse(given);
    if (!parsed.success) throw new ToolError('timeZone must be the name of a time zone');
    const { timeZone = 'UTC' } = parsed.data;
    try {
      const format = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'full', timeStyle: 'long' });
      return `${format.format(now)} (${new Date(now).toISOString()})`;
    } catch (error) {
      if (error instanceof RangeError) throw new ToolError(`There is no time zone ${timeZone}`);
      throw error;
    }
  },
};
