/** What is asked of the worker that holds the model. */
export type Job =
  | { readonly kind: 'embed'; readonly text: string }
  | { readonly kind: 'rank'; readonly query: string; readonly documents: readonly string[] };

export type Outcome =
  | { readonly kind: 'embed'; readonly vector: Float32Array; readonly tokens: number }
  /** A relevance from 0 to 1 for each document. */
  | { readonly kind: 'rank'; readonly relevances: readonly number[] };

export interface Request {
  readonly id: number;
  readonly job: Job;
}

export type Response =
  | { readonly id: number; readonly outcome: Outcome }
  | { readonly id: number; readonly failure: string };
