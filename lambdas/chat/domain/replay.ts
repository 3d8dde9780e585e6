import type { Frame, ServerFrame } from './frames';
import type { FinishReason, GenerationEnd, Latency, Usage } from './generation';
import type { Refusal } from './ports';

/** Distance between the first `seq` of two attempts: frames of all attempts sort in one order. */
export const SEQ_PER_ATTEMPT = 1_000_000;

/** How an answer ended. */
export type Outcome =
  | {
      readonly status: 'done' | 'stopped';
      readonly finishReason: FinishReason;
      readonly usage: Usage;
      readonly latencyMs: Latency;
    }
  | { readonly status: 'failed'; readonly error: Refusal; readonly usage: Usage; readonly latencyMs: Latency };

export function outcomeOf(end: GenerationEnd): Outcome {
  const { usage, latencyMs } = end;
  if (end.type === 'failed') return { status: 'failed', error: end.error, usage, latencyMs };
  const { finishReason } = end;
  return { status: finishReason === 'stopped' ? 'stopped' : 'done', finishReason, usage, latencyMs };
}

/** The other way round: the end of the generation that a stored answer tells of. */
export function endOf(outcome: Outcome): GenerationEnd {
  const { usage, latencyMs } = outcome;
  if (outcome.status === 'failed') return { type: 'failed', error: outcome.error, usage, latencyMs };
  return { type: 'finished', finishReason: outcome.finishReason, usage, latencyMs };
}

/** An answer as far as it has come: all that is needed to send, and to send again, every one of its frames. */
export interface AnswerProgress {
  readonly conversationId: string;
  readonly clientMessageId: string;
  readonly messageId: string;
  /** From 1. */
  readonly attempt: number;
  readonly model: string;
  readonly text: string;
  /** Where in `text` (UTF-16 units) each delta ends, rising. */
  readonly frameEnds: readonly number[];
  /** Absent while the answer is being generated. */
  readonly outcome?: Outcome | undefined;
}

/** `seq` of the newest frame that there is. */
export const newestSeq = (answer: AnswerProgress): number =>
  firstSeq(answer) + answer.frameEnds.length + (answer.outcome ? 1 : 0);

/**
 * The next frame for a client whose highest `seq` is `lastSeq`; undefined when it has all there are. A client that knows
 * only an earlier attempt gets this one from its `start` on.
 */
export function frameAfter(answer: AnswerProgress, lastSeq: number): ServerFrame | undefined {
  const seq = Math.max(lastSeq + 1, firstSeq(answer));
  if (seq > newestSeq(answer)) return undefined;
  const { conversationId, clientMessageId, messageId, attempt, model, frameEnds } = answer;
  const base = { conversationId, clientMessageId, messageId, seq };
  if (seq === firstSeq(answer)) return { type: 'start', ...base, attempt, model };
  const index = seq - firstSeq(answer) - 1;
  const end = frameEnds[index];
  if (end === undefined) return answer.outcome && endFrame(base, answer.outcome, model);
  return { type: 'delta', ...base, text: answer.text.slice(frameEnds[index - 1] ?? 0, end) };
}

/** All frames that a client whose highest `seq` is `lastSeq` has not seen, in order. */
export function framesAfter(answer: AnswerProgress, lastSeq: number): ServerFrame[] {
  const frames: ServerFrame[] = [];
  let seq = lastSeq;
  for (let frame = frameAfter(answer, seq); frame; frame = frameAfter(answer, seq)) {
    frames.push(frame);
    seq = Math.max(seq + 1, firstSeq(answer));
  }
  return frames;
}

/**
 * The answer as a client gets it whose turn was taken up `turnAttempt` times. Where the stored answer is of another
 * attempt than the last (its worker died, or was overtaken, after storing it), clients may hold frames of an attempt that
 * came to nothing: the answer is then sent from its start, as one attempt more.
 */
export const asSentAfter = <Progress extends AnswerProgress>(answer: Progress, turnAttempt: number): Progress =>
  answer.attempt === turnAttempt ? answer : { ...answer, attempt: turnAttempt + 1 };

const firstSeq = ({ attempt }: AnswerProgress): number => (attempt - 1) * SEQ_PER_ATTEMPT + 1;

type FrameIds = Pick<Frame<'delta'>, 'conversationId' | 'clientMessageId' | 'messageId' | 'seq'>;

function endFrame(ids: FrameIds, outcome: Outcome, model: string): Frame<'done'> | Frame<'error'> {
  if (outcome.status === 'failed') {
    const { code, message, retryAfterMs } = outcome.error;
    return { type: 'error', code, message, ...(retryAfterMs !== undefined && { retryAfterMs }), ...ids };
  }
  const { finishReason, usage, latencyMs } = outcome;
  return { type: 'done', ...ids, finishReason, model, usage, latencyMs };
}
