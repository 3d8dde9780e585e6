import { alongBranch } from './branch';
import { type Context, fitContext } from './context';
import type { HistoryItem, ModelMessage, ModelSpec } from './ports';
import { estimateMessageTokens } from './tokens';

/**
 * The context of an answer: the newest message and, before it, every exchange that fits. A message whose answer is
 * missing, empty (it failed, or was stopped before its first word) or filtered is left out with it, so that roles alternate and a
 * question asked again is not there twice.
 *
 * @param newestFirst the conversation from the message on backwards; read only as far as the model's context reaches
 * @throws Error when it does not begin with the message
 */
export async function contextOf(
  newestFirst: AsyncIterable<HistoryItem>,
  messageId: string,
  model: ModelSpec,
  system?: string,
): Promise<Context> {
  const messages: ModelMessage[] = [];
  let answer: Extract<HistoryItem, { kind: 'answer' }> | undefined;
  let tokens = 0;
  for await (const item of alongBranch(newestFirst)) {
    if (messages.length === 0) {
      if (item.kind !== 'message' || item.messageId !== messageId) break;
      messages.unshift({ role: 'user', text: item.text });
    } else if (item.kind === 'answer') {
      answer = item;
    } else if (answer?.messageId === item.messageId && !answer.filtered && answer.text.trim() !== '') {
      const exchange: ModelMessage[] = [
        { role: 'user', text: item.text },
        { role: 'assistant', text: answer.text },
      ];
      messages.unshift(...exchange);
      tokens += exchange.reduce((sum, message) => sum + estimateMessageTokens(message), 0);
    }
    if (tokens > model.contextTokens) break;
  }
  if (messages.length === 0) throw new Error(`Message ${messageId} is not in its conversation`);
  return fitContext({ model, system, messages });
}
