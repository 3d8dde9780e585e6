import type { Fusion } from '../fusion';
import type { Passage } from '../passage';
import type { DocumentReader, Embedder, Filters, Reranker, SearchIndex, TextModel } from '../ports';
import type { Budget, Stopwatch } from './budget';
import type { LegStanding, Mode, Standing } from './legs';

export interface RetrieveOptions {
  /** Results, from 1 to 50. */
  readonly size: number;
  readonly mode: Mode;
  readonly fusion: Fusion;
  readonly rerank: boolean;
  readonly expand: boolean;
  readonly filters: Filters;
  /** Nobody waits for the result any more. */
  readonly signal?: AbortSignal | undefined;
}

export interface RetrieveDeps {
  readonly index: SearchIndex;
  /** The authority on permissions. */
  readonly documents: DocumentReader;
  readonly embedder: Embedder;
  /** How much a list of vectors counts beside one of keywords: as much as its model is worth. @default 1 */
  readonly vectorWeight?: number | undefined;
  /** Absent where the stage has none. */
  readonly reranker?: Reranker | undefined;
  /** Writes variants of a question; absent where the stage has none. */
  readonly expansion?: TextModel | undefined;
  /** Leaves out what says nearly the same as something before it; keeps the order. */
  readonly withoutNearDuplicates: <T extends { readonly text: string }>(passages: readonly T[]) => readonly T[];
  /** ISO 639-1 of a text; `und` where it cannot be told. */
  readonly languageOf: (text: string) => string;
  readonly watch: Stopwatch;
  readonly budget?: Budget | undefined;
  /** Told what made a stage fail: the caller gets the result without it. */
  readonly onDegraded: (stage: Degraded, reason: unknown) => void;
}

/** What the result had to do without, in the order in which things are given up. */
export type Degraded = 'rerank' | 'expansion' | 'vector';

/** Why a passage stands where it does. */
export interface Why {
  readonly keyword?: Standing | undefined;
  readonly vector?: Standing | undefined;
  readonly fused: Standing;
  readonly reranked?: Standing | undefined;
}

export interface Found {
  readonly passage: Passage;
  /** By which the results are in order: relevance from 0 to 1 where they were reranked, else the fused score. */
  readonly score: number;
  readonly why: Why;
  readonly legs: readonly LegStanding[];
}

export interface Retrieval {
  readonly results: readonly Found[];
  readonly query: {
    readonly text: string;
    readonly language: string;
    readonly variants: readonly string[];
    /** In force, those that were read from the question among them. */
    readonly filters: Filters;
  };
  readonly degraded: readonly Degraded[];
  /** Present when it put the results in order. */
  readonly rerankModel?: string | undefined;
  /** Milliseconds of each stage. */
  readonly timings: Readonly<Record<string, number>>;
}
