import type { AnswerProgress, Outcome, ToolFrame } from './answer';
import type { Turn, TurnKey } from './turn';

/** Bytes of UTF-8 at which an answer ends: it is stored as one item, and those have 400 KB with all that is beside the text. */
const FULL_BYTES = 350 * 1024;

/** An answer while it is being generated: grows by whole frames, and holds what any of them needs to be sent again. */
export class LiveAnswer implements AnswerProgress {
  readonly conversationId: string;
  readonly clientMessageId: string;
  readonly messageId: string;
  readonly attempt: number;
  readonly model: string;
  readonly frameEnds: number[] = [];
  readonly tools: ToolFrame[] = [];
  text = '';
  outcome: Outcome | undefined;
  private bytes = 0;

  constructor(key: TurnKey, turn: Pick<Turn, 'messageId' | 'attempt' | 'model'>) {
    this.conversationId = key.conversationId;
    this.clientMessageId = key.clientMessageId;
    this.messageId = turn.messageId;
    this.attempt = turn.attempt;
    this.model = turn.model;
  }

  /** No store takes more of it. */
  get isFull(): boolean {
    return this.bytes >= FULL_BYTES;
  }

  /** Adds one tool frame. */
  appendTool(toolUseId: string, name: string): void {
    this.tools.push({ frame: this.frameEnds.length, toolUseId, name });
    this.frameEnds.push(this.text.length);
  }

  /** Adds one delta frame for each text. */
  append(texts: readonly string[]): void {
    for (const text of texts) {
      this.text += text;
      this.bytes += Buffer.byteLength(text);
      this.frameEnds.push(this.text.length);
    }
  }
}
