import type {
  ContentBlock,
  ConverseStreamOutput,
  Message,
  ToolConfiguration,
  ToolInputSchema,
} from '@aws-sdk/client-bedrock-runtime';
import type { ModelMessage, ModelRequest, ToolUse } from '../domain/ports';
import { attachmentBlocks } from './converse-attachments';

type Json = ToolInputSchema.JsonMember['json'];

/**
 * Messages as Converse takes them: no blank text, results of calls before what is said beside them. Where the request offers
 * no tools, Converse refuses calls and results, which are then told in words.
 */
export function messagesInput({ messages, tools }: Pick<ModelRequest, 'messages' | 'tools'>): Message[] {
  const blocksOf = attachmentBlocks();
  return messages
    .map((message) => (tools?.length ? message : inWords(message)))
    .map(({ role, text, attachments = [], toolUses = [], toolResults = [] }) => {
      const content: ContentBlock[] = [
        ...toolResults.map(({ id, text: result, failed }) => ({
          toolResult: {
            toolUseId: id,
            content: [{ text: result.trim() === '' ? '(nothing)' : result }],
            status: failed ? ('error' as const) : ('success' as const),
          },
        })),
        ...blocksOf(attachments),
        ...(text === '' ? [] : [{ text }]),
        ...toolUses.map(({ id, name, input }) => ({ toolUse: { toolUseId: id, name, input: objectOf(input) } })),
      ];
      return { role, content };
    });
}

function inWords({ role, text, attachments, toolUses = [], toolResults = [] }: ModelMessage): ModelMessage {
  const calls = toolUses.map(({ id, name, input }) => `[Called ${name} (${id}) with ${JSON.stringify(input)}]`);
  const results = toolResults.map(({ id, text: result }) => `[Result of call ${id}: ${result}]`);
  return { role, attachments, text: [...results, text, ...calls].filter((part) => part !== '').join('\n') };
}

/** Bedrock takes objects only; what a model made that is none goes back to it as it was. */
const objectOf = (input: unknown): Json =>
  (typeof input === 'object' && input !== null && !Array.isArray(input) ? input : { input }) as Json;

export function toolInput({ tools, toolChoice }: ModelRequest): { toolConfig?: ToolConfiguration } {
  if (!tools?.length) return {};
  return {
    toolConfig: {
      tools: tools.map(({ name, description, inputSchema }) => ({
        toolSpec: { name, description, inputSchema: { json: inputSchema as Json } },
      })),
      ...(toolChoice && { toolChoice: toolChoice === 'any' ? { any: {} } : { tool: toolChoice } }),
    },
  };
}

/** Puts the calls of a stream together, whose input comes in pieces of JSON. */
export class ToolCalls {
  private readonly open = new Map<number, { id: string; name: string; json: string }>();

  *read(output: ConverseStreamOutput): Generator<{ type: 'toolUse' } & ToolUse> {
    const { contentBlockStart, contentBlockDelta, contentBlockStop } = output;
    const begun = contentBlockStart?.start?.toolUse;
    if (begun) {
      const { toolUseId: id = '', name = '' } = begun;
      this.open.set(contentBlockStart.contentBlockIndex ?? 0, { id, name, json: '' });
    }
    const piece = contentBlockDelta?.delta?.toolUse?.input;
    const growing = this.open.get(contentBlockDelta?.contentBlockIndex ?? 0);
    if (piece && growing) growing.json += piece;
    const index = contentBlockStop?.contentBlockIndex;
    const call = index === undefined ? undefined : this.open.get(index);
    if (index === undefined || !call) return;
    this.open.delete(index);
    yield { type: 'toolUse', id: call.id, name: call.name, input: parsed(call.json) };
  }
}

/** What is no JSON stays text, which no tool takes as its input. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json || '{}');
  } catch {
    return json;
  }
}
