import { type Answer, newAnswer } from './client/answer';
import type { TranscriptLine } from './client/chat-api';

/** A message and what became of it. */
export interface Exchange {
  readonly text: string;
  readonly answer: Answer;
}

/**
 * A stored conversation as exchanges, along the branch that its newest message is on: one that regenerates or edits another
 * stands where that one stood, and what came after that one is not told to the model any more. A message without an answer
 * is still being answered.
 */
export function exchangesOf(lines: readonly TranscriptLine[], conversationId: string): Exchange[] {
  const path: TranscriptLine[] = [];
  for (const line of lines.filter(({ role }) => role === 'user')) {
    const { kind, messageId } = line.branch ?? {};
    const at = path.findIndex((other) => other.messageId === messageId);
    if (at >= 0) path.splice(kind === 'after' ? at + 1 : at);
    path.push(line);
  }
  return path.map(({ text, clientMessageId, messageId }) => {
    const line = lines.find((other) => other.role === 'assistant' && other.messageId === messageId);
    const waiting: Answer = { ...newAnswer(clientMessageId), conversationId, messageId, status: 'waiting' };
    return { text, answer: line ? answerOf(line, waiting) : waiting };
  });
}

function answerOf(line: TranscriptLine, base: Answer): Answer {
  const { text, status = 'done', usage, model = '', error, feedback } = line;
  const done = usage && {
    finishReason: status === 'stopped' ? ('stopped' as const) : ('stop' as const),
    model,
    usage: { ...usage, estimated: false },
    latencyMs: { firstToken: null, total: 0 },
  };
  return {
    ...base,
    text,
    status,
    ...(done && { done }),
    ...(error && { error }),
    ...(feedback && { rating: feedback.rating }),
  };
}
