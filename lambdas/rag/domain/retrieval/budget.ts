/** Stages that may be slow, in their order. */
export type Stage = 'expansion' | 'embedding' | 'search' | 'keywords' | 'authority' | 'rerank';

/** Until when each stage has to be over. */
export interface Budget {
  /** Milliseconds for the whole. */
  readonly total: number;
  /** Parts of the whole, counted from its start: what a stage leaves, those after it have. */
  readonly until: Readonly<Record<Stage, number>>;
}

/**
 * An upper bound, met only where something is slow. Expansion and the first embedding run side by side; `keywords` is the search
 * that is left where vectors failed.
 */
export const BUDGET: Budget = {
  total: 8_000,
  until: { expansion: 0.2, embedding: 0.35, search: 0.55, keywords: 0.7, authority: 0.8, rerank: 1 },
};

/** Makes a signal that aborts when this many milliseconds have passed. */
export type Limit = (stage: Stage | 'cache', ms: number) => AbortSignal;

/** Time as the pipeline knows it. */
export interface Stopwatch {
  /** Milliseconds from some moment; never goes back. */
  readonly now: () => number;
  readonly limit: Limit;
}

/** Limits stages of one run, and notes how long they took. */
export class Timetable {
  readonly timings: Record<string, number> = {};
  private readonly begun: number;

  constructor(
    private readonly watch: Stopwatch,
    private readonly budget: Budget = BUDGET,
  ) {
    this.begun = watch.now();
  }

  /** Aborts when the stage has to be over, or when `outer` does. */
  signal(stage: Stage, outer?: AbortSignal): AbortSignal {
    const left = this.budget.total * this.budget.until[stage] - (this.watch.now() - this.begun);
    const limit = this.watch.limit(stage, Math.max(0, Math.round(left)));
    return outer ? AbortSignal.any([limit, outer]) : limit;
  }

  async time<T>(name: string, run: () => Promise<T>): Promise<T> {
    const start = this.watch.now();
    try {
      return await run();
    } finally {
      this.timings[name] = Math.round((this.timings[name] ?? 0) + this.watch.now() - start);
    }
  }

  /** Milliseconds since the start. */
  total(): number {
    return Math.round(this.watch.now() - this.begun);
  }
}
