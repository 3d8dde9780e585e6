import { withinLimits } from './attachments/shown';
import { alongBranch, type ReadHistory } from './branch';
import { answerTokens, type Context, fitContext } from './context';
import type { HistoryItem, ModelMessage, ModelSpec, Said, ToolSpec } from './ports';
import { type Exchange, exchangeOf, summaryMessages } from './summary';

/** What leads to a message, as far as it was read. */
export interface History {
  /** The user's own message, which is to be answered. */
  readonly message: ModelMessage;
  /** Oldest first: those since the summary. */
  readonly exchanges: readonly Exchange[];
  /** Of all that was said before. */
  readonly summary?: string | undefined;
}

/** Times its budget that history is read for, in search of the summary of what was said before. */
const REACH = 2;

/**
 * Reads back from a message to the last summary on its branch. A message whose answer is missing, empty (it failed, or was
 * stopped before its first word) or filtered is left out with it, so that roles alternate and a question asked again is not
 * there twice.
 *
 * @param read the conversation, newest first; read no further than to the summary, or twice the budget
 * @param historyTokens budget of what was said before
 * @throws Error when the message is not there
 */
export async function readHistory(read: ReadHistory, messageId: string, historyTokens: number): Promise<History> {
  const reading = new Reading(messageId);
  for await (const item of alongBranch(read, messageId)) {
    const isLast = reading.take(item);
    if (isLast || reading.tokens > historyTokens * REACH) break;
  }
  const { message, exchanges, summary } = reading;
  if (!message) throw new Error(`Message ${messageId} is not in its conversation`);
  return { message, exchanges, summary };
}

class Reading {
  message: ModelMessage | undefined;
  readonly exchanges: Exchange[] = [];
  summary: string | undefined;
  tokens = 0;
  private answer: Extract<HistoryItem, { kind: 'answer' }> | undefined;

  constructor(private readonly messageId: string) {}

  /** @returns whether nothing before it matters */
  take(item: HistoryItem): boolean {
    if (item.kind === 'answer') this.answer = item;
    else if (item.kind === 'summary') this.summary = item.text;
    else if (item.messageId === this.messageId) this.message = userMessage(item);
    else this.takeExchange(item);
    return item.kind === 'summary' || !this.message;
  }

  private takeExchange({ messageId, ...said }: Extract<HistoryItem, { kind: 'message' }>): void {
    const { answer } = this;
    if (answer?.messageId !== messageId || answer.filtered || answer.text.trim() === '') return;
    const exchange = exchangeOf(messageId, userMessage(said), answer.text);
    this.exchanges.unshift(exchange);
    this.tokens += exchange.tokens;
  }
}

/** Share of what a model takes that history may have beside the question: the rest is the question's, and its tools'. */
const HISTORY_SHARE = 3 / 4;

/** Tokens that history may have for a model. */
export const historyBudget = (model: ModelSpec, historyTokens: number): number =>
  Math.min(historyTokens, Math.floor((model.contextTokens - answerTokens({ model })) * HISTORY_SHARE));

/** The context of an answer: the message and, before it, the summary and every exchange since it that fits. */
export function contextOf(
  { message, exchanges, summary }: History,
  model: ModelSpec,
  options: {
    readonly historyTokens: number;
    readonly system?: string | undefined;
    readonly tools?: readonly ToolSpec[] | undefined;
  },
): Context {
  return fitContext({
    model,
    ...options,
    head: summaryMessages(summary),
    messages: withinLimits([...exchanges.flatMap(({ messages }) => messages), message], model),
  });
}

const userMessage = ({ text, attachments }: Said): ModelMessage => ({
  role: 'user',
  text,
  ...(attachments?.length && { attachments }),
});
