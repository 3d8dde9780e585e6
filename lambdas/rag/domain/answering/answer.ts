import type { Passage } from '../passage';
import type { Degraded } from '../retrieval/retrieval';
import type { Doubt } from './verify';

export type Verdict = 'supported' | 'unsupported' | 'uncited';

/** A sentence of a model, as it was verified. */
export interface Sentence {
  /** Without markers. */
  readonly text: string;
  /** Numbers of the passages that support it; of those that it named, where none does. */
  readonly citations: readonly number[];
  readonly verdict: Verdict;
  readonly doubt?: Doubt | undefined;
}

/** The place in a document that supports a sentence. */
export interface Citation
  extends Pick<Passage, 'documentId' | 'chunkId' | 'version' | 'title' | 'page' | 'section' | 'start' | 'end'> {
  readonly n: number;
  /** The document's own words. */
  readonly quote: string;
  /** Where to read more of it. */
  readonly link?: string | undefined;
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface Answer {
  readonly status: 'answered' | 'unknown';
  /** Its supported sentences, with markers. */
  readonly answer: string;
  /** All that the model wrote, those that were left out of the answer among them. */
  readonly sentences: readonly Sentence[];
  readonly citations: readonly Citation[];
  readonly degraded: readonly Degraded[];
  readonly cached: boolean;
  readonly usage: Usage;
  /** Milliseconds of each stage. */
  readonly timings: Readonly<Record<string, number>>;
  /** Documents that the answer rests on, in the versions that were read. */
  readonly sources: readonly Source[];
}

/** A document as it was read for an answer. */
export interface Source {
  readonly documentId: string;
  readonly version: number;
}

/** A citation comes before the first sentence that refers to it; only supported sentences come at all. */
export type AnswerEvent =
  | { readonly type: 'citation'; readonly citation: Citation }
  | { readonly type: 'sentence'; readonly sentence: Sentence }
  | { readonly type: 'done'; readonly answer: Answer };
