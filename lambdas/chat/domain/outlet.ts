import type { AnswerProgress } from './answer';
import type { FrameSink } from './ports';
import { frameAfter } from './replay';

/**
 * Sends the frames of an answer, in order and one at a time, to wherever its client is. Generating never waits for
 * sending; a client that is gone stops the sending only, until it is back on another connection.
 */
export class Outlet {
  private sending: Promise<void> | undefined;

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
    this.advance();
  }

  /** Sends the frames of another answer from here on: those above the last `seq`. */
  replace(answer: AnswerProgress): void {
    this.answer = answer;
    this.advance();
  }

  /** Resolves when everything there is was sent, or there is nobody to send it to. */
  async drained(): Promise<void> {
    this.advance();
    while (this.sending) await this.sending;
  }

  private async pump(): Promise<void> {
    for (;;) {
      const { connectionId, lastSeq } = this;
      const frame = frameAfter(this.answer, lastSeq);
      if (!connectionId || !frame) return;
      const result = await this.send(connectionId, frame).catch((error: unknown) => {
        this.onError(error);
        return 'gone' as const;
      });
      // The client came back on another connection, or asked again on this one, while the frame was on its way.
      if (this.connectionId !== connectionId || this.lastSeq !== lastSeq) continue;
      if (result === 'gone') this.connectionId = undefined;
      else if ('seq' in frame && frame.seq !== undefined) this.lastSeq = frame.seq;
    }
  }
}
