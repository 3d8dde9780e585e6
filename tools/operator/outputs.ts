import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** `cdk deploy --outputs-file`: stack name, output key, value. */
const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()));

export type Outputs = z.output<typeof outputsSchema>;

/** Where deployments and the laptop write their outputs. */
export const defaultOutputsFile = '.local/outputs.json';

/** @throws Error that says how to get the file when it is not there, or what is wrong with it */
export async function readOutputs(file: string): Promise<Outputs> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`${file} cannot be read. Run \`npm start\` for the laptop, or \`npm run deploy\` for an account.`);
  });
  const parsed = outputsSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new Error(`${file} is no outputs file: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The outputs of the one stack that has `key` among them.
 *
 * @throws Error when no stack has it, or several do
 */
export function stackWith(outputs: Outputs, key: string): Readonly<Record<string, string>> {
  const found = Object.entries(outputs).filter(([, stack]) => stack[key] !== undefined);
  const [first] = found;
  if (!first) throw new Error(`No stack has an output ${key}`);
  if (found.length > 1)
    throw new Error(`Output ${key} is in several stacks: ${found.map(([name]) => name).join(', ')}`);
  return first[1];
}

/** The value of an output that one stack has. */
export function outputOf(outputs: Outputs, key: string): string {
  return stackWith(outputs, key)[key] ?? '';
}
