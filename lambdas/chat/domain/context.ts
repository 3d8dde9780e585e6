import type { ModelMessage, ModelSpec, ToolSpec } from './ports';
import { estimateMessageTokens, estimateTokens, estimateToolTokens } from './tokens';

export interface ContextInput {
  readonly model: Pick<ModelSpec, 'contextTokens' | 'maxOutputTokens'>;
  readonly system?: string | undefined;
  readonly tools?: readonly ToolSpec[] | undefined;
  /** Oldest first. */
  readonly messages: readonly ModelMessage[];
  /** Comes first where it fits; the beginning of the conversation is told by it. */
  readonly head?: readonly ModelMessage[] | undefined;
  /** Tokens that all before the newest message may have; as many as fit by default. */
  readonly historyTokens?: number | undefined;
  /** Tokens kept free for the answer; the model's maximum unless fewer were asked for. */
  readonly maxOutputTokens?: number | undefined;
}

export type Context =
  | {
      readonly fits: true;
      /** Oldest first; roles alternate, the first is `user` and holds no result of a call that is not there. */
      readonly messages: readonly ModelMessage[];
      readonly maxOutputTokens: number;
      /** Estimated tokens of the system prompt, the tools and the kept messages. */
      readonly inputTokens: number;
      /** How many of the (merged) messages were left out, the oldest ones. */
      readonly dropped: number;
    }
  | { readonly fits: false; readonly inputTokens: number; readonly limit: number };

/**
 * Cuts a conversation to what the model can take: the newest messages that fit beside the system prompt, the tools and the
 * answer. Neighbours of one role become one message. The newest message is never cut: when it alone, or with the calls whose
 * results it holds, does not fit, nothing does.
 */
export function fitContext(input: ContextInput): Context {
  const { head = [], historyTokens = Number.POSITIVE_INFINITY } = input;
  const maxOutputTokens = answerTokens(input);
  const limit = inputLimit(input.model, maxOutputTokens);
  const messages = mergeNeighbours(input.messages);
  const from = Math.max(0, messages.findLastIndex(begins));
  const newest = messages.slice(from);
  const fixed = estimateTokens(input.system ?? '') + estimateToolTokens(input.tools) + tokensOf(newest);
  if (fixed > limit) return { fits: false, inputTokens: fixed, limit };
  const budget = Math.min(limit - fixed, historyTokens);
  const first = tokensOf(head) <= budget ? head : [];
  const older = newestThatFit(messages.slice(0, from), budget - tokensOf(first));
  const kept = [...older, ...newest];
  return {
    fits: true,
    messages: [...first, ...kept],
    maxOutputTokens,
    inputTokens: fixed + tokensOf(first) + tokensOf(older),
    dropped: messages.length - kept.length,
  };
}

const tokensOf = (messages: readonly ModelMessage[]): number =>
  messages.reduce((sum, message) => sum + estimateMessageTokens(message), 0);

/** The end of a conversation that fits and that a conversation may begin with. */
function newestThatFit(messages: readonly ModelMessage[], budget: number): readonly ModelMessage[] {
  let left = budget;
  let from = messages.length;
  for (; from > 0; from -= 1) {
    const message = messages[from - 1];
    left -= message ? estimateMessageTokens(message) : 0;
    if (left < 0) break;
  }
  const kept = messages.slice(from);
  const start = kept.findIndex(begins);
  return start < 0 ? [] : kept.slice(start);
}

/** Estimated tokens that the system prompt and the messages may have together. */
export const inputLimit = (model: Pick<ModelSpec, 'contextTokens'>, maxOutputTokens: number): number =>
  model.contextTokens - maxOutputTokens;

/** An answer never takes more than half of the context, so that a question always has a place. */
export function answerTokens({ model, maxOutputTokens }: Pick<ContextInput, 'model' | 'maxOutputTokens'>): number {
  const asked = Math.min(maxOutputTokens ?? model.maxOutputTokens, model.maxOutputTokens);
  return Math.max(1, Math.min(asked, Math.floor(model.contextTokens / 2)));
}

/** A conversation may begin with it: with the user's own words. */
export const begins = ({ role, toolResults = [] }: ModelMessage): boolean =>
  role === 'user' && toolResults.length === 0;

function mergeNeighbours(messages: readonly ModelMessage[]): ModelMessage[] {
  const merged: ModelMessage[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    if (last?.role === message.role) merged[merged.length - 1] = joined(last, message);
    else merged.push(message);
  }
  return merged;
}

function joined(one: ModelMessage, other: ModelMessage): ModelMessage {
  const toolUses = [...(one.toolUses ?? []), ...(other.toolUses ?? [])];
  const toolResults = [...(one.toolResults ?? []), ...(other.toolResults ?? [])];
  const attachments = [...(one.attachments ?? []), ...(other.attachments ?? [])];
  return {
    role: one.role,
    text: [one.text, other.text].filter((text) => text !== '').join('\n\n'),
    ...(toolUses.length > 0 && { toolUses }),
    ...(toolResults.length > 0 && { toolResults }),
    ...(attachments.length > 0 && { attachments }),
  };
}
