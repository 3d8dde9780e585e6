import type { ModelMessage, ModelSpec } from './ports';
import { estimateMessageTokens, estimateTokens } from './tokens';

export interface ContextInput {
  readonly model: Pick<ModelSpec, 'contextTokens' | 'maxOutputTokens'>;
  readonly system?: string | undefined;
  /** Oldest first. */
  readonly messages: readonly ModelMessage[];
  /** Tokens kept free for the answer; the model's maximum unless fewer were asked for. */
  readonly maxOutputTokens?: number | undefined;
}

export type Context =
  | {
      readonly fits: true;
      /** Oldest first; roles alternate, the first is `user`. */
      readonly messages: readonly ModelMessage[];
      readonly maxOutputTokens: number;
      /** Estimated tokens of the system prompt and the kept messages. */
      readonly inputTokens: number;
      /** How many of the (merged) messages were left out, the oldest ones. */
      readonly dropped: number;
    }
  | { readonly fits: false; readonly inputTokens: number; readonly limit: number };

/**
 * Cuts a conversation to what the model can take: the newest messages that fit beside the system prompt and the answer.
 * Neighbours of one role become one message. The newest message is never cut: when it alone does not fit, nothing does.
 */
export function fitContext(input: ContextInput): Context {
  const maxOutputTokens = answerTokens(input);
  const limit = inputLimit(input.model, maxOutputTokens);
  const messages = mergeNeighbours(input.messages);
  /** Newest first. */
  const kept: ModelMessage[] = [];
  let inputTokens = input.system ? estimateTokens(input.system) : 0;
  for (const message of messages.toReversed()) {
    const tokens = estimateMessageTokens(message);
    if (inputTokens + tokens > limit) {
      if (kept.length === 0) return { fits: false, inputTokens: inputTokens + tokens, limit };
      break;
    }
    inputTokens += tokens;
    kept.push(message);
  }
  const first = kept.at(-1);
  if (first?.role === 'assistant' && kept.length > 1) {
    kept.pop();
    inputTokens -= estimateMessageTokens(first);
  }
  return {
    fits: true,
    messages: kept.toReversed(),
    maxOutputTokens,
    inputTokens,
    dropped: messages.length - kept.length,
  };
}

/** Estimated tokens that the system prompt and the messages may have together. */
export const inputLimit = (model: Pick<ModelSpec, 'contextTokens'>, maxOutputTokens: number): number =>
  model.contextTokens - maxOutputTokens;

/** An answer never takes more than half of the context, so that a question always has a place. */
function answerTokens({ model, maxOutputTokens }: ContextInput): number {
  const asked = Math.min(maxOutputTokens ?? model.maxOutputTokens, model.maxOutputTokens);
  return Math.max(1, Math.min(asked, Math.floor(model.contextTokens / 2)));
}

function mergeNeighbours(messages: readonly ModelMessage[]): ModelMessage[] {
  const merged: ModelMessage[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    if (last?.role === message.role) {
      merged[merged.length - 1] = { role: last.role, text: `${last.text}\n\n${message.text}` };
    } else {
      merged.push(message);
    }
  }
  return merged;
}
