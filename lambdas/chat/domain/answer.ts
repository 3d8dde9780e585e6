import type { Refusal } from './errors';

export type FinishReason = 'stop' | 'length' | 'stopped' | 'filtered';

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** True when the model could not tell, as after a stop. */
  readonly estimated: boolean;
}

/** Milliseconds from the start of the generation; `firstToken` is null when no text came. */
export interface Latency {
  readonly firstToken: number | null;
  readonly total: number;
}

export interface Figures {
  readonly usage: Usage;
  readonly latencyMs: Latency;
}

/** How a generation ended. */
export type GenerationEnd =
  | ({ readonly type: 'finished'; readonly finishReason: FinishReason } & Figures)
  | ({ readonly type: 'failed'; readonly error: Refusal } & Figures);

/** How an answer ended, as it is stored. */
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

/** An answer that has ended, however it did. */
export interface Answer extends AnswerProgress {
  readonly userId: string;
  readonly outcome: NonNullable<AnswerProgress['outcome']>;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}
