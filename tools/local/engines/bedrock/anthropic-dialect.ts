import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { parseInput } from '../input';
import { modelIdOf } from './converse-input';
import type { Circumstances } from './converse-output';
import type { Dialect } from './dialect';
import { countTokens, type Message, type ModelRequest, type Part } from './model';
import type { Block, ReplyEvent } from './reply';

const textBlock = z.object({ type: z.literal('text'), text: z.string().min(1) });
const plainText = z.union([z.string(), z.array(textBlock)]);
const toolUse = z.object({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: z.unknown() });
const toolResult = z.object({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: plainText.default(''),
});
const content = z.union([z.string().min(1), z.array(z.union([textBlock, toolUse, toolResult])).min(1)]);

const body = z.strictObject({
  anthropic_version: z.literal('bedrock-2023-05-31'),
  max_tokens: z.number().int().min(1),
  messages: z.array(z.object({ role: z.enum(['user', 'assistant']), content })).min(1),
  system: plainText.optional(),
  temperature: z.number().min(0).max(1).optional(),
  top_p: z.number().optional(),
  top_k: z.number().optional(),
  stop_sequences: z.array(z.string()).default([]),
  tools: z
    .array(
      z.object({
        name: z.string(),
        description: z.string().optional(),
        input_schema: z.record(z.string(), z.unknown()),
      }),
    )
    .default([]),
  tool_choice: z.object({ type: z.enum(['auto', 'any', 'tool']), name: z.string().optional() }).optional(),
});
type Body = z.infer<typeof body>;

/** Anthropic Claude: the Messages API. */
export const anthropic: Dialect = {
  parse(call): ModelRequest {
    const input = parseInput(call, body);
    return {
      modelId: modelIdOf(call),
      system: textOf(input.system ?? ''),
      messages: input.messages.map(({ role, content }): Message => ({ role, parts: partsOf(content) })),
      tools: input.tools.map(({ name, description, input_schema }) => ({
        name,
        description,
        inputSchema: input_schema,
      })),
      toolChoice: toolChoiceOf(input.tool_choice),
      maxTokens: input.max_tokens,
      stopSequences: input.stop_sequences,
      temperature: input.temperature,
      topP: input.top_p,
    };
  },
  output(reply, request) {
    return {
      ...message(request, reply.blocks.map(contentBlock)),
      stop_reason: reply.stopReason,
      stop_sequence: null,
      usage: { input_tokens: reply.usage.inputTokens, output_tokens: reply.usage.outputTokens },
    };
  },
  async *chunks(events, request, circumstances) {
    const usage = { input_tokens: countTokens(JSON.stringify(request.messages)), output_tokens: 0 };
    yield {
      type: 'message_start',
      message: { ...message(request, []), stop_reason: null, stop_sequence: null, usage },
    };
    for await (const event of events) yield* chunksOf(event, circumstances);
  },
};

function* chunksOf(event: ReplyEvent, { latencyMs }: Circumstances): Generator<unknown> {
  switch (event.type) {
    case 'start':
      yield* blockStart(event.index, event.block);
      break;
    case 'text':
      yield { type: 'content_block_delta', index: event.index, delta: { type: 'text_delta', text: event.text } };
      break;
    case 'stop':
      yield { type: 'content_block_stop', index: event.index };
      break;
    case 'end': {
      const { inputTokens, outputTokens } = event.usage;
      const delta = { stop_reason: event.stopReason, stop_sequence: null };
      yield { type: 'message_delta', delta, usage: { output_tokens: outputTokens } };
      const metrics = { inputTokenCount: inputTokens, outputTokenCount: outputTokens, invocationLatency: latencyMs() };
      yield { type: 'message_stop', 'amazon-bedrock-invocationMetrics': metrics };
    }
  }
}

function* blockStart(index: number, block: Block): Generator<unknown> {
  if (block.type === 'text') {
    yield { type: 'content_block_start', index, content_block: { type: 'text', text: '' } };
    return;
  }
  const { id, name, input } = block;
  yield { type: 'content_block_start', index, content_block: { type: 'tool_use', id, name, input: {} } };
  const delta = { type: 'input_json_delta', partial_json: JSON.stringify(input) };
  yield { type: 'content_block_delta', index, delta };
}

function message(request: ModelRequest, content: unknown[]) {
  return { id: `msg_bdrk_${randomUUID()}`, type: 'message', role: 'assistant', model: request.modelId, content };
}

function contentBlock(block: Block) {
  return block.type === 'text' ? block : { type: 'tool_use', id: block.id, name: block.name, input: block.input };
}

function partsOf(content: Body['messages'][number]['content']): Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return content.map((block): Part => {
    if (block.type === 'text') return block;
    if (block.type === 'tool_use') return { type: 'toolUse', id: block.id, name: block.name, input: block.input };
    return { type: 'toolResult', id: block.tool_use_id, text: textOf(block.content) };
  });
}

function textOf(text: z.infer<typeof plainText>): string {
  return typeof text === 'string' ? text : text.map((block) => block.text).join('\n');
}

function toolChoiceOf(choice: Body['tool_choice']): ModelRequest['toolChoice'] {
  if (choice?.type === 'any') return { any: true };
  return choice?.type === 'tool' && choice.name ? { name: choice.name } : undefined;
}
