import type { Refusal } from './errors';

export type FinishReason = 'stop' | 'length' | 'stopped' | 'filtered';

/** Why an answer was filtered. */
export interface Intervention {
  /** A rule's reason code, or `guardrail_intervened` or `content_filtered` where Bedrock's guardrail or model did it. */
  readonly reason: string;
  /** The stage's rule, where it was one. */
  readonly rule?: string | undefined;
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Input tokens that came from the model's prompt cache; absent where none did. */
  readonly cachedTokens?: number | undefined;
  /** True when the model could not tell, as after a stop. */
  readonly estimated: boolean;
}

/** What one target of the router used for an answer, or for a part of it. */
export interface Spending extends Usage {
  /** Absent where the model is not a router. */
  readonly target?: string | undefined;
  /** Input tokens that went into the model's prompt cache; absent where none did. */
  readonly cacheWriteTokens?: number | undefined;
}

/** Milliseconds from the start of the generation; `firstToken` is null when no text came. */
export interface Latency {
  readonly firstToken: number | null;
  readonly total: number;
}

export interface Figures {
  readonly usage: Usage;
  /** The same by target, in the order in which they answered; absent in answers of before it was kept. */
  readonly spent?: readonly Spending[] | undefined;
  readonly latencyMs: Latency;
}

interface Finish {
  readonly finishReason: FinishReason;
  /** Only of one that was `filtered`. */
  readonly intervention?: Intervention | undefined;
}

/** How a generation ended. */
export type GenerationEnd =
  | ({ readonly type: 'finished' } & Finish & Figures)
  | ({ readonly type: 'failed'; readonly error: Refusal } & Figures);

/** How an answer ended, as it is stored. */
export type Outcome =
  | ({ readonly status: 'done' | 'stopped' } & Finish & Figures)
  | ({ readonly status: 'failed'; readonly error: Refusal } & Figures);

export function outcomeOf(end: GenerationEnd): Outcome {
  const figures = figuresOf(end);
  if (end.type === 'failed') return { status: 'failed', error: end.error, ...figures };
  return { status: end.finishReason === 'stopped' ? 'stopped' : 'done', ...finishOf(end), ...figures };
}

/** The other way round: the end of the generation that a stored answer tells of. */
export function endOf(outcome: Outcome): GenerationEnd {
  const figures = figuresOf(outcome);
  if (outcome.status === 'failed') return { type: 'failed', error: outcome.error, ...figures };
  return { type: 'finished', ...finishOf(outcome), ...figures };
}

const finishOf = ({ finishReason, intervention }: Finish): Finish => ({
  finishReason,
  ...(intervention && { intervention }),
});

const figuresOf = ({ usage, spent, latencyMs }: Figures): Figures => ({ usage, ...(spent && { spent }), latencyMs });

/** A frame that tells of a tool's call, by its place among those of `frameEnds`. */
export interface ToolFrame {
  readonly frame: number;
  readonly toolUseId: string;
  readonly name: string;
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
  /** Tools that were called, each by a frame of its own: which of `frameEnds` are no deltas. */
  readonly tools?: readonly ToolFrame[] | undefined;
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
