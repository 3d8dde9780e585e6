import { z } from 'zod';
import { parseInput } from '../input';
import { messagesSchema, modelIdOf, systemSchema, toolConfigSchema } from './converse-input';
import { converseEvents, converseOutput } from './converse-output';
import type { Dialect } from './dialect';

const body = z.strictObject({
  schemaVersion: z.literal('messages-v1').optional(),
  messages: messagesSchema,
  system: systemSchema.optional(),
  inferenceConfig: z
    .strictObject({
      maxTokens: z.number().int().min(1).optional(),
      max_new_tokens: z.number().int().min(1).optional(),
      temperature: z.number().min(0).max(1).optional(),
      topP: z.number().min(0).max(1).optional(),
      topK: z.number().optional(),
      stopSequences: z.array(z.string()).default([]),
    })
    .default({ stopSequences: [] }),
  toolConfig: toolConfigSchema.optional(),
});

/** Amazon Nova: the shapes of Converse, each event as a chunk of its own. */
export const nova: Dialect = {
  parse(call) {
    const { inferenceConfig: settings, messages, system, toolConfig } = parseInput(call, body);
    return {
      modelId: modelIdOf(call),
      system: system ?? '',
      messages,
      tools: [],
      ...toolConfig,
      maxTokens: settings.maxTokens ?? settings.max_new_tokens ?? 5000,
      stopSequences: settings.stopSequences,
      temperature: settings.temperature,
      topP: settings.topP,
    };
  },
  output(reply, _request, circumstances) {
    const { output, stopReason, usage } = converseOutput(reply, circumstances);
    return { output, stopReason, usage };
  },
  async *chunks(events, _request, circumstances) {
    for await (const [type, payload] of converseEvents(events, circumstances)) yield { [type]: payload };
  },
};
