import type { AnswerProgress } from './answer';
import type { ServerFrame } from './frames';
import type { FrameSink } from './ports';
import { frameAfter } from './replay';

/** Frames that cannot be sent one after the other before the connection counts as gone. */
const MAX_FAILURES = 2;

/**
 * Sends the frames of an answer, in order and one at a time, to wherever its client is. Generating never waits for
 * sending; a client that is gone stops the sending only, until it is back on another connection. A frame that could not
 * be sent is tried again with the next one.
 */
export class Outlet {
  private sending: Promise<void> | undefined;
  private failures = 0;

  constructor(
    private readonly send: FrameSink,
    private answer: AnswerProgress,
    private connectionId: string | undefined,
    private lastSeq: number,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Sends what is new, in the background. */
  advance(): void {
    this.sending ??= this.pump().finally(() => {
      this.sending = undefined;
    });
  }

  /** Goes on at another connection, whose client has frames up to `lastSeq`. */
  redirect(connectionId: string, lastSeq: number): void {
    this.connectionId = connectionId;
    this.lastSeq = lastSeq;
    this.failures = 0;
    this.advance();
  }

  /** Sends the frames of another answer from here on: those above the last `seq`. */
  replace(answer: AnswerProgress): void {
    this.answer = answer;
    this.advance();
  }

  /** Resolves when everything there is was sent, or there is nobody to send it to. */
  async drained(): Promise<void> {
    while (this.next) {
      this.advance();
      await this.sending;
    }
  }

  /** Sends no more, and resolves when nothing is on its way: what a worker leaves open its next invocation would find. */
  async close(): Promise<void> {
    this.connectionId = undefined;
    await this.sending;
  }

  private get next(): { readonly connectionId: string; readonly frame: ServerFrame } | undefined {
    const { connectionId } = this;
    const frame = connectionId && frameAfter(this.answer, this.lastSeq);
    return frame ? { connectionId, frame } : undefined;
  }

  private async pump(): Promise<void> {
    for (let next = this.next; next; next = this.next) {
      const { connectionId, frame } = next;
      const { lastSeq } = this;
      const result = await this.send(connectionId, frame).catch((error: unknown) => {
        this.onError(error);
        return 'failed' as const;
      });
      // The client came back on another connection, or asked again on this one, while the frame was on its way.
      if (this.connectionId !== connectionId || this.lastSeq !== lastSeq) continue;
      this.failures = result === 'failed' ? this.failures + 1 : 0;
      if (result === 'gone' || this.failures >= MAX_FAILURES) this.connectionId = undefined;
      else if (result === 'failed') return;
      else if ('seq' in frame && frame.seq !== undefined) this.lastSeq = frame.seq;
    }
  }
}
