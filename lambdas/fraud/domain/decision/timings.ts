/** Parts of a decision that are timed. */
export const stages = ['read', 'features', 'score', 'rules', 'commit'] as const;
export type Stage = (typeof stages)[number];

/** Milliseconds by stage, added up over attempts. */
export type Timings = Partial<Record<Stage, number>>;

/** @param now milliseconds on a clock that never goes back */
export function stopwatch(now: () => number) {
  const timings: Timings = {};
  const began = now();
  const add = (stage: Stage, since: number) => {
    timings[stage] = (timings[stage] ?? 0) + now() - since;
  };
  return {
    timings,
    /** Milliseconds since it was made. */
    total: () => now() - began,
    time<T>(stage: Stage, work: () => T): T {
      const since = now();
      const result = work();
      add(stage, since);
      return result;
    },
    async wait<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
      const since = now();
      try {
        return await work();
      } finally {
        add(stage, since);
      }
    },
  };
}
export type Stopwatch = ReturnType<typeof stopwatch>;

/** For `Server-Timing`. @see https://www.w3.org/TR/server-timing/ */
export function serverTiming(timings: Timings, totalMs: number): string {
  const parts = stages.flatMap((stage) => {
    const took = timings[stage];
    return took === undefined ? [] : [`${stage};dur=${took.toFixed(2)}`];
  });
  return [...parts, `total;dur=${totalMs.toFixed(2)}`].join(', ');
}
