import type { AnswerProgress, Outcome } from './answer';
import type { Frame, ServerFrame } from './frames';

/** Distance between the first `seq` of two attempts: frames of all attempts sort in one order. */
export const SEQ_PER_ATTEMPT = 1_000_000;

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
  const tool = answer.tools?.find(({ frame }) => frame === index);
  if (tool) return { type: 'tool', ...base, toolUseId: tool.toolUseId, name: tool.name };
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
  const { finishReason, intervention, usage, latencyMs } = outcome;
  const why = intervention && { reason: intervention.reason };
  return { type: 'done', ...ids, finishReason, ...why, model, usage, latencyMs };
}
