import { begins, fitContext, inputLimit } from './context';
import { cutText, firstTokens } from './cut';
import type { ModelMessage, ModelRequest, ToolResult } from './ports';
import { estimateMessageTokens, estimateTokens, estimateToolTokens } from './tokens';

/** Tokens below which a result is not worth cutting: its model could do nothing with the rest. */
const MIN_RESULT_TOKENS = 50;
/** Tokens of the mark of a cut, at most. */
const MARK_TOKENS = 40;

/**
 * The request that gives a model the results of its calls, within its context: older exchanges leave first, then results are
 * cut to equal shares of what is left beside the question, the calls so far and the answer.
 *
 * @param call the model's message with the calls
 * @returns undefined when there is no place for results any more
 */
export function withResults(
  request: ModelRequest,
  call: ModelMessage,
  results: readonly ToolResult[],
): ModelRequest | undefined {
  const { model, system, tools, maxOutputTokens } = request;
  const messages = [...request.messages, call];
  const question = messages.slice(messages.findLastIndex(begins));
  const blank = resultsMessage(results.map((result) => ({ ...result, text: '' })));
  const fixed = [...question, blank].reduce((sum, message) => sum + estimateMessageTokens(message), 0);
  const left = inputLimit(model, maxOutputTokens) - estimateTokens(system ?? '') - estimateToolTokens(tools) - fixed;
  const fitting = cutToFit(results, left);
  if (!fitting) return undefined;
  const all = [...messages, resultsMessage(fitting)];
  const context = fitContext({ model, system, tools, messages: all, maxOutputTokens });
  return context.fits ? { ...request, messages: context.messages } : undefined;
}

const resultsMessage = (toolResults: readonly ToolResult[]): ModelMessage => ({ role: 'user', text: '', toolResults });

/** Small results stay whole; what they leave is shared by the larger ones. */
function cutToFit(results: readonly ToolResult[], tokens: number): ToolResult[] | undefined {
  const smallestFirst = results
    .map((result) => ({ result, size: estimateTokens(result.text) }))
    .sort((one, other) => one.size - other.size);
  const texts = new Map<ToolResult, string>();
  let left = tokens;
  for (const [index, { result, size }] of smallestFirst.entries()) {
    const share = Math.floor(left / (results.length - index));
    if (size > share && share < MIN_RESULT_TOKENS + MARK_TOKENS) return undefined;
    const text =
      size > share ? cutText(result.text, firstTokens(result.text, share - MARK_TOKENS).length) : result.text;
    texts.set(result, text);
    left -= estimateTokens(text);
  }
  return results.map((result) => ({ ...result, text: texts.get(result) ?? '' }));
}
