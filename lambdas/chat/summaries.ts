import type { ConfigReader } from './config-reader';
import { inputLimit } from './domain/context';
import { firstTokens } from './domain/cut';
import { generateAnswer } from './domain/generation';
import type { History } from './domain/history';
import type { BrakeCheck, Clock, ConversationStore, Model, ModelSpec } from './domain/ports';
import { exchangesToCover, needsSummary, summaryQuestion, summaryTokens } from './domain/summarising';
import { exchangeOf } from './domain/summary';
import { estimateMessageTokens } from './domain/tokens';
import type { Reservation, Spender } from './domain/usage';
import type { Metering } from './metering';

/** Milliseconds that a summary may take: the next message of its conversation waits for it. */
const SUMMARY_MS = 20_000;

/** An answer that has ended, with what was read for it. */
export interface Answered {
  readonly conversationId: string;
  readonly messageId: string;
  readonly spender: Spender;
  /** Of its message. */
  readonly reservation: Reservation;
  readonly history: History;
  /** Tokens that history may have. */
  readonly historyTokens: number;
  readonly text: string;
}

/** The memory of conversations that are longer than what a model is told of them. */
export interface Summaries {
  /** Tokens that history may have at most. */
  historyTokens(): Promise<number>;
  /** Summarises the oldest exchanges before they fall out. Bounded by the budget, whatever the length of the conversation. */
  keepUp(answered: Answered, signal: AbortSignal): Promise<void>;
}

export interface KeepUpDeps {
  readonly models: readonly ModelSpec[];
  readonly readConfig: ConfigReader;
  readonly model: Model;
  readonly brake: BrakeCheck;
  readonly metering: Metering;
  readonly conversations: Pick<ConversationStore, 'addSummary'>;
  readonly clock: Clock;
}

/**
 * Whatever is tried twice leaves one summary of a message, and one entry of the ledger for it: `<messageId>#summary`. One that
 * fails is made after the next answer.
 */
export function createKeepUp(deps: KeepUpDeps): Summaries['keepUp'] {
  const summarise = async (answered: Answered, model: ModelSpec, signal: AbortSignal): Promise<void> => {
    const { history, historyTokens, conversationId, spender } = answered;
    const covered = exchangesToCover(allExchanges(answered), historyTokens);
    const last = covered.at(-1);
    if (!last || (await deps.brake.refuse())) return;
    const maxOutputTokens = Math.min(model.maxOutputTokens, summaryTokens(historyTokens));
    const inputTokens = inputLimit(model, maxOutputTokens) - estimateMessageTokens({ role: 'user', text: '' });
    const question = summaryQuestion(history.summary, covered, { inputTokens, outputTokens: maxOutputTokens });
    const messages = [{ role: 'user' as const, text: question }];
    const caller = { userId: spender.userId, tier: spender.tier };
    const made = await textOf(deps, { model, caller, messages, maxOutputTokens }, signal);
    await settle(answered, model, last.messageId, made.end);
    if (made.end.type === 'failed' || made.end.finishReason === 'filtered' || made.text.trim() === '') return;
    await deps.conversations.addSummary({
      userId: spender.userId,
      conversationId,
      messageId: last.messageId,
      text: firstTokens(made.text.trim(), maxOutputTokens),
      model: model.id,
      createdAt: new Date(deps.clock.now()).toISOString(),
    });
  };

  const settle = async (answered: Answered, model: ModelSpec, messageId: string, figures: End): Promise<void> => {
    if (figures.usage.inputTokens + figures.usage.outputTokens === 0) return;
    // Nothing was reserved for it: all of it is charged.
    const reservation = { ...answered.reservation, at: deps.clock.now(), tokens: 0, costMicroUsd: 0 };
    const spent = { messageId: `${messageId}#summary`, model: model.id, transport: 'websocket' as const };
    await deps.metering.settle({ ...spent, spender: answered.spender, reservation, figures });
  };

  return async (answered, signal) => {
    const tokens = allExchanges(answered).reduce((sum, exchange) => sum + exchange.tokens, 0);
    if (!needsSummary(tokens, answered.historyTokens)) return;
    const { summaryModel } = (await deps.readConfig()).context;
    const model = deps.models.find(({ id }) => id === summaryModel);
    if (model) await summarise(answered, model, AbortSignal.any([signal, AbortSignal.timeout(SUMMARY_MS)]));
  };
}

const allExchanges = ({ history, messageId, text }: Answered) => [
  ...history.exchanges,
  exchangeOf(messageId, history.message, text),
];

type Asked = Parameters<typeof generateAnswer>[1];
type End = Awaited<ReturnType<typeof textOf>>['end'];

async function textOf({ model, clock }: KeepUpDeps, request: Asked, deadline: AbortSignal) {
  let text = '';
  const stop = new AbortController().signal;
  for await (const event of generateAnswer(model, request, { stop, deadline }, clock.now)) {
    if (event.type === 'text') text += event.text;
    else if (event.type === 'finished' || event.type === 'failed') return { text, end: event };
  }
  throw new Error('A generation ended without saying how');
}
