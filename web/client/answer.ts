import type { Frame, ServerFrame } from '../../lambdas/chat/domain/frames';
import { type ChatError, chatError } from './chat-error';

export type Rating = 'up' | 'down';

export type AnswerStatus = 'sending' | 'waiting' | 'streaming' | 'stopping' | 'done' | 'stopped' | 'failed';

/** What a client knows of the answer to one message. */
export interface Answer {
  readonly clientMessageId: string;
  /** Known once the message was accepted. */
  readonly conversationId?: string;
  readonly messageId?: string;
  readonly status: AnswerStatus;
  readonly text: string;
  /** Highest `seq` seen; 0 while there is none. */
  readonly lastSeq: number;
  /** Tools that the model called for this answer, by name, in order. */
  readonly tools: readonly string[];
  /** How it ended, unless it failed. */
  readonly done?: Pick<Frame<'done'>, 'finishReason' | 'model' | 'usage' | 'latencyMs'>;
  readonly error?: ChatError;
  /** What the reader thinks of it. */
  readonly rating?: Rating;
}

export const newAnswer = (clientMessageId: string): Answer => ({
  clientMessageId,
  status: 'sending',
  text: '',
  lastSeq: 0,
  tools: [],
});

export const isOver = ({ status }: Pick<Answer, 'status'>): boolean =>
  status === 'done' || status === 'stopped' || status === 'failed';

/**
 * What an answer is after one more frame. Frames may come twice, and from an attempt that was given up: those not above the
 * highest `seq` seen are dropped, and `start` voids the text of earlier attempts.
 *
 * @param now epoch milliseconds, from which `retryAfterMs` counts
 */
export function applyFrame(answer: Answer, frame: ServerFrame, now: number): Answer {
  if (isOver(answer)) return answer;
  if ('seq' in frame && frame.seq !== undefined) {
    if (frame.seq <= answer.lastSeq) return answer;
    return applyNumbered({ ...answer, ...idsOf(frame), lastSeq: frame.seq }, frame, now);
  }
  switch (frame.type) {
    case 'accepted':
    case 'resumed':
      return { ...answer, ...idsOf(frame), status: answer.status === 'sending' ? 'waiting' : answer.status };
    case 'error':
      return failed(answer, frame, now);
    default:
      return answer;
  }
}

function applyNumbered(answer: Answer, frame: ServerFrame, now: number): Answer {
  const streaming = answer.status === 'stopping' ? 'stopping' : 'streaming';
  switch (frame.type) {
    case 'start':
      return { ...answer, status: streaming, text: '', tools: [] };
    case 'delta':
      return { ...answer, status: streaming, text: answer.text + frame.text };
    case 'tool':
      return { ...answer, status: streaming, tools: [...answer.tools, frame.name] };
    case 'done': {
      const { finishReason, model, usage, latencyMs } = frame;
      const status = finishReason === 'stopped' ? 'stopped' : 'done';
      return { ...answer, status, done: { finishReason, model, usage, latencyMs } };
    }
    case 'error':
      return failed(answer, frame, now);
    default:
      return answer;
  }
}

const failed = (answer: Answer, { code, message, retryAfterMs }: Frame<'error'>, now: number): Answer => ({
  ...answer,
  status: 'failed',
  error: chatError(code, message, retryAfterMs, now),
});

const idsOf = ({ conversationId, messageId }: { conversationId?: string; messageId?: string }) => ({
  ...(conversationId !== undefined && { conversationId }),
  ...(messageId !== undefined && { messageId }),
});
