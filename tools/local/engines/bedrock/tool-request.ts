import { createHash } from 'node:crypto';
import { lastUserText, type ModelRequest, type Tool } from './model';

export interface ToolRequest {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

/** The tool call that the last question asks for: by naming the tool, or because the request demands one. */
export function requestedTool(request: ModelRequest): ToolRequest | undefined {
  const question = lastUserText(request.messages);
  if (request.messages.at(-1)?.parts.some(({ type }) => type === 'toolResult')) return undefined;
  const tool = chosen(request, question);
  if (!tool) return undefined;
  const id = `tooluse_${createHash('sha256').update(`${tool.name} ${question}`).digest('base64url').slice(0, 22)}`;
  return { id, name: tool.name, input: valueFor(tool.inputSchema, question) };
}

function chosen({ tools, toolChoice }: ModelRequest, question: string): Tool | undefined {
  if (toolChoice && 'name' in toolChoice) return tools.find(({ name }) => name === toolChoice.name);
  const named = tools.find(({ name }) => plain(question).includes(plain(name)));
  return named ?? (toolChoice ? tools[0] : undefined);
}

/** Lower case, with words apart by one space: `get_order-status` is named by "get order status". */
function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ');
}

type Schema = Readonly<Record<string, unknown>>;

/** A value that satisfies a JSON Schema and, where it can, comes from the question. */
function valueFor(schema: Schema, question: string): unknown {
  if (Array.isArray(schema.enum))
    return schema.enum.find((value) => question.includes(String(value))) ?? schema.enum[0];
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'object':
      return objectFor(schema, question);
    case 'array':
      return [valueFor((schema.items ?? { type: 'string' }) as Schema, question)];
    case 'integer':
      return Number(/-?\d+/.exec(question)?.[0] ?? 1);
    case 'number':
      return Number(/-?\d+(\.\d+)?/.exec(question)?.[0] ?? 1);
    case 'boolean':
      return true;
    default:
      return /["“']([^"”']+)["”']/.exec(question)?.[1] ?? question;
  }
}

/** Fills the required properties, or all where none is required. */
function objectFor(schema: Schema, question: string): Record<string, unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  const required = Array.isArray(schema.required) ? schema.required : properties.map(([name]) => name);
  const filled = properties.filter(([name]) => required.includes(name));
  return Object.fromEntries(filled.map(([name, property]) => [name, valueFor(property, question)]));
}
