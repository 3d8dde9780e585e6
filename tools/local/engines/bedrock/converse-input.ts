import { z } from 'zod';
import { notServed, type ServiceCall, ServiceError } from '../engine';
import { parseInput, parseJson } from '../input';
import { attachmentBlock, checkAttachments } from './attachments';
import type { GuardrailRequest } from './guardrail';
import type { Message, ModelRequest, Part } from './model';
import { cachedBeginnings } from './prompt-cache';

/** Tokens an answer may have where the request does not say. */
const defaultMaxTokens = 4096;

const text = z.object({ text: z.string() });
const json = z.object({ json: z.unknown() });
const guardContent = z.object({ guardContent: z.object({ text: z.object({ text: z.string() }) }) });
/** Content that a text model on a laptop has no use for. */
const noContent = z.union([z.object({ cachePoint: z.unknown() }), z.object({ reasoningContent: z.unknown() })]);

const contentBlock = z.union([
  text.transform(({ text }): Part[] => [{ type: 'text', text }]),
  attachmentBlock,
  guardContent.transform(({ guardContent }): Part[] => [{ type: 'text', text: guardContent.text.text }]),
  z
    .object({ toolUse: z.object({ toolUseId: z.string(), name: z.string(), input: z.unknown() }) })
    .transform(({ toolUse: { toolUseId, name, input } }): Part[] => [{ type: 'toolUse', id: toolUseId, name, input }]),
  z
    .object({ toolResult: z.object({ toolUseId: z.string(), content: z.array(z.union([text, json])) }) })
    .transform(({ toolResult: { toolUseId, content } }): Part[] => [
      { type: 'toolResult', id: toolUseId, text: content.map(resultText).join('\n') },
    ]),
  noContent.transform((): Part[] => []),
]);

export const messagesSchema = z
  .array(z.object({ role: z.enum(['user', 'assistant']), content: z.array(contentBlock).min(1) }))
  .min(1)
  .transform((messages) => messages.map(({ role, content }): Message => ({ role, parts: content.flat() })));

export const systemSchema = z
  .array(z.union([text, guardContent.transform(({ guardContent }) => guardContent.text), noContent]))
  .transform((blocks) => blocks.flatMap((block) => ('text' in block ? [block.text] : [])).join('\n'));

export const toolConfigSchema = z
  .strictObject({
    tools: z.array(
      z.union([
        z.object({
          toolSpec: z.object({
            name: z.string().min(1).max(64),
            description: z.string().optional(),
            inputSchema: z.object({ json: z.record(z.string(), z.unknown()) }),
          }),
        }),
        z.object({ cachePoint: z.unknown() }),
      ]),
    ),
    toolChoice: z
      .union([
        z.strictObject({ auto: z.looseObject({}) }),
        z.strictObject({ any: z.looseObject({}) }),
        z.strictObject({ tool: z.object({ name: z.string() }) }),
      ])
      .optional(),
  })
  .transform(
    ({ tools, toolChoice }): Pick<ModelRequest, 'tools' | 'toolChoice'> => ({
      tools: tools.flatMap((tool) => {
        if (!('toolSpec' in tool)) return [];
        const { name, description, inputSchema } = tool.toolSpec;
        return [{ name, description, inputSchema: inputSchema.json }];
      }),
      toolChoice:
        toolChoice && 'tool' in toolChoice
          ? toolChoice.tool
          : toolChoice && 'any' in toolChoice
            ? { any: true }
            : undefined,
    }),
  );

const guardrailConfig = z.strictObject({
  guardrailIdentifier: z.string(),
  guardrailVersion: z.string(),
  trace: z.enum(['enabled', 'disabled', 'enabled_full']).default('disabled'),
  /** Both modes behave alike here: the whole input is looked at before the first word. */
  streamProcessingMode: z.enum(['sync', 'async']).optional(),
});

const converse = z.strictObject({
  messages: messagesSchema,
  system: systemSchema.optional(),
  inferenceConfig: z
    .strictObject({
      maxTokens: z.number().int().min(1).default(defaultMaxTokens),
      temperature: z.number().min(0).max(1).optional(),
      topP: z.number().min(0).max(1).optional(),
      stopSequences: z.array(z.string().min(1)).default([]),
    })
    .default({ maxTokens: defaultMaxTokens, stopSequences: [] }),
  toolConfig: toolConfigSchema.optional(),
  guardrailConfig: guardrailConfig.optional(),
  /** Neither changes an answer. */
  requestMetadata: z.record(z.string(), z.string()).optional(),
  performanceConfig: z.strictObject({ latency: z.enum(['standard', 'optimized']) }).optional(),
});

export interface ConverseRequest {
  readonly request: ModelRequest;
  readonly guardrail?: GuardrailRequest;
}

/** Input of `Converse` and `ConverseStream`. */
export function parseConverse(call: ServiceCall): ConverseRequest {
  const input = parseInput(call, converse);
  checkConversation(input.messages);
  checkAttachments(modelIdOf(call), input.messages);
  if (!input.toolConfig && input.messages.some(({ parts }) => parts.some(({ type }) => type.startsWith('tool')))) {
    throw invalid('The toolConfig field must be defined when using toolUse and toolResult content blocks.');
  }
  const modelId = modelIdOf(call);
  return {
    request: {
      modelId,
      cachedBeginnings: cachedBeginnings(modelId, parseJson(call)),
      system: input.system ?? '',
      messages: input.messages,
      tools: [],
      ...input.toolConfig,
      ...input.inferenceConfig,
    },
    guardrail: input.guardrailConfig && {
      identifier: input.guardrailConfig.guardrailIdentifier,
      trace: input.guardrailConfig.trace !== 'disabled',
    },
  };
}

/** The model id or ARN that the path `/model/<id>/<operation>` names. */
export function modelIdOf(call: ServiceCall): string {
  const [, id] = /^\/model\/([^/?]+)\//.exec(call.path) ?? [];
  if (!id) throw notServed(call, `path ${call.path}`);
  return decodeURIComponent(id);
}

/** What Bedrock itself checks of a conversation. */
function checkConversation(messages: readonly Message[]): void {
  if (messages[0]?.role !== 'user') throw invalid('A conversation must start with a user message.');
  messages.forEach(({ role, parts }, index) => {
    if (index > 0 && role === messages[index - 1]?.role) {
      throw invalid('A conversation must alternate between user and assistant roles.');
    }
    const blank = parts.findIndex((part) => part.type === 'text' && part.text.trim() === '');
    if (blank >= 0) {
      throw invalid(`The text field in the ContentBlock object at messages.${index}.content.${blank} is blank.`);
    }
  });
}

function resultText(content: z.infer<typeof text> | z.infer<typeof json>): string {
  return 'text' in content ? content.text : JSON.stringify(content.json);
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
