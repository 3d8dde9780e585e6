import type { AnswerProgress, Outcome } from './answer';
import type { Turn, TurnKey } from './turn';

/** An answer while it is being generated: grows by whole frames, and holds what any of them needs to be sent again. */
export class LiveAnswer implements AnswerProgress {
  readonly conversationId: string;
  readonly clientMessageId: string;
  readonly messageId: string;
  readonly attempt: number;
  readonly model: string;
  readonly frameEnds: number[] = [];
  text = '';
  outcome: Outcome | undefined;

  constructor(key: TurnKey, turn: Pick<Turn, 'messageId' | 'attempt' | 'model'>) {
    this.conversationId = key.conversationId;
    this.clientMessageId = key.clientMessageId;
    this.messageId = turn.messageId;
    this.attempt = turn.attempt;
    this.model = turn.model;
  }

  /** Adds one delta frame for each text. */
  append(texts: readonly string[]): void {
    for (const text of texts) {
      this.text += text;
      this.frameEnds.push(this.text.length);
    }
  }
}
