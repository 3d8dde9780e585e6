import { unsuitable } from './attachments/suitable';
import { fitContext } from './context';
import { type ChatCompletionRequest, fault, type Parsed, samplingOf } from './openai';
import { conversationOf } from './openai-conversation';
import type { Caller, ModelRequest, ModelSpec } from './ports';
import { sayings } from './tokens';

/** What a request asks for, in the domain's terms. */
export interface CompletionPlan {
  readonly request: ModelRequest;
  /** Estimated. */
  readonly inputTokens: number;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** Of the calls that a model makes at once, the client takes all, or only the first. */
  readonly parallelToolCalls: boolean;
}

/** Finds the model and checks that the whole conversation fits it: the client's context is never cut behind its back. */
export async function planCompletion(
  request: ChatCompletionRequest,
  models: readonly ModelSpec[],
  { userId, tier }: Caller,
): Promise<Parsed<CompletionPlan>> {
  const model = models.find(({ id }) => id === request.model);
  if (!model) return fault('model_not_found', `The model '${request.model}' does not exist`, 'model');
  const conversation = await conversationOf(request);
  if (!conversation.ok) return conversation;
  const { system, messages } = conversation.value;
  const refusal = unsuitable(
    model,
    messages.flatMap(({ attachments = [] }) => attachments),
  );
  if (refusal) return fault('invalid_request', refusal.message, 'messages');
  // Loaded with the first client that brings tools.
  const brings = request.tools?.length || request.tool_choice;
  const tools = brings ? (await import('./openai-tool-choice')).toolsOf(request) : {};
  if (!tools) return fault('invalid_request', 'tool_choice: there is no such tool among tools', 'tool_choice');
  const { maxOutputTokens, ...sampling } = samplingOf(request);
  const context = fitContext({ model, system, tools: tools.tools, messages, maxOutputTokens });
  if (!context.fits || context.dropped > 0) {
    const message = `The messages do not fit the model's context of ${model.contextTokens} tokens beside its answer`;
    return fault('context_length_exceeded', message, 'messages');
  }
  return {
    ok: true,
    value: {
      request: {
        model,
        caller: { userId, tier },
        system,
        messages: context.messages,
        // All of it is the client's to make up, what it says was said before included.
        said: [...(system === undefined ? [] : [system]), ...messages.flatMap(sayings)].filter((said) => said !== ''),
        maxOutputTokens: context.maxOutputTokens,
        ...sampling,
        ...tools,
      },
      inputTokens: context.inputTokens,
      stream: request.stream === true,
      includeUsage: request.stream_options?.include_usage === true,
      parallelToolCalls: request.parallel_tool_calls !== false,
    },
  };
}
