import type { Answer } from '../../../../lambdas/chat/domain/answer';
import type {
  ConversationStore,
  HistoryItem,
  Summary,
  TurnStore,
  UserMessage,
} from '../../../../lambdas/chat/domain/ports';
import { isFinal, type Turn, type TurnKey } from '../../../../lambdas/chat/domain/turn';

const keyOf = ({ userId, conversationId, clientMessageId }: TurnKey) =>
  `${userId}#${conversationId}#${clientMessageId}`;

/** The turn store's contract in memory; `stores.test.ts` holds the table's adapter to the same. */
export function memoryTurns(): TurnStore & { readonly all: Map<string, Turn> } {
  const all = new Map<string, Turn>();
  const change = (key: TurnKey, allowed: (turn: Turn) => boolean, next: (turn: Turn) => Partial<Turn>) => {
    const turn = all.get(keyOf(key));
    if (!turn || !allowed(turn)) return undefined;
    const changed = { ...turn, ...next(turn) };
    all.set(keyOf(key), changed);
    return changed;
  };
  const open = (turn: Turn) => !isFinal(turn.status);
  return {
    all,
    find: async (key) => all.get(keyOf(key)),
    create: async (key, turn) => {
      if (all.has(keyOf(key))) return false;
      all.set(keyOf(key), turn);
      return true;
    },
    start: async (key) => change(key, open, ({ attempt }) => ({ status: 'running', attempt: attempt + 1 })),
    requestStop: async (key) =>
      change(
        key,
        () => true,
        () => ({ stopRequested: true }),
      ),
    redirect: async (key, connectionId, resumeFrom) =>
      change(key, open, ({ resumes }) => ({ connectionId, resumeFrom, resumes: resumes + 1 })),
    finish: async (key, attempt, status) =>
      change(
        key,
        (turn) => [status, 'running'].includes(turn.status) && turn.attempt === attempt,
        () => ({ status }),
      ),
  };
}

/** The conversation store's contract in memory. */
export function memoryConversations(): ConversationStore & {
  readonly conversations: Set<string>;
  readonly messages: Map<string, UserMessage>;
  readonly answers: Map<string, Answer>;
  readonly summaries: Map<string, Summary>;
} {
  const conversations = new Set<string>();
  const messages = new Map<string, UserMessage>();
  const answers = new Map<string, Answer>();
  const summaries = new Map<string, Summary>();
  const idOf = (userId: string, conversationId: string, messageId: string) =>
    `${userId}#${conversationId}#${messageId}`;
  const isLive = (of: Pick<TurnKey, 'userId' | 'conversationId'>) =>
    conversations.has(`${of.userId}#${of.conversationId}`);
  return {
    conversations,
    messages,
    answers,
    summaries,
    touch: async (userId, conversationId, { mustExist }) => {
      const id = `${userId}#${conversationId}`;
      if (mustExist && !conversations.has(id)) return false;
      conversations.add(id);
      return true;
    },
    addMessage: async (message) => {
      const id = idOf(message.userId, message.conversationId, message.messageId);
      if (!isLive(message)) return 'gone';
      if (messages.has(id)) return 'there';
      messages.set(id, message);
      return 'added';
    },
    addAnswer: async (answer) => {
      const id = idOf(answer.userId, answer.conversationId, answer.messageId);
      if (!isLive(answer)) return 'gone';
      if (answers.has(id)) return 'there';
      answers.set(id, structuredClone(answer));
      return 'added';
    },
    contextTokens: async (userId, conversationId) => {
      const last = [...answers.values()].findLast(
        (answer) => answer.userId === userId && answer.conversationId === conversationId,
      );
      return last ? last.outcome.usage.inputTokens + last.outcome.usage.outputTokens : 0;
    },
    findMessage: async (userId, conversationId, messageId) => messages.get(idOf(userId, conversationId, messageId)),
    findAnswer: async ({ userId, conversationId }, messageId) => answers.get(idOf(userId, conversationId, messageId)),
    addSummary: async (summary) => {
      const id = idOf(summary.userId, summary.conversationId, summary.messageId);
      if (!isLive(summary)) return 'gone';
      if (summaries.has(id)) return 'there';
      summaries.set(id, summary);
      return 'added';
    },
    history: (userId, conversationId) =>
      async function* (messageId, whole) {
        const prefix = `${userId}#${conversationId}#`;
        const ids = [...messages.keys()].filter((id) => id.startsWith(prefix) && id <= prefix + messageId).toSorted();
        for (const id of ids.toReversed()) {
          const beside = whole || id !== prefix + messageId;
          yield* itemsOf(
            messages.get(id),
            beside ? answers.get(id) : undefined,
            beside ? summaries.get(id) : undefined,
          );
        }
      },
  };
}

function itemsOf(message?: UserMessage, answer?: Answer, summary?: Summary): HistoryItem[] {
  const items: HistoryItem[] = [];
  if (summary) items.push({ kind: 'summary', messageId: summary.messageId, text: summary.text });
  if (answer) items.push({ kind: 'answer', messageId: answer.messageId, text: answer.text });
  if (message)
    items.push({
      kind: 'message',
      messageId: message.messageId,
      text: message.text,
      branch: message.branch,
      attachments: message.attachments,
    });
  return items;
}
