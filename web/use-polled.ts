import { useCallback, useEffect, useState } from 'react';
import type { Advice, Advise } from './client/advice';
import { poll } from './client/polling';

export interface Polled<T> {
  /** As it was read last; it stays while another look fails. */
  readonly data: T | undefined;
  readonly problem: Advice | undefined;
  /** Looks at once. */
  readonly refresh: () => void;
}

/**
 * Reads something again and again, later after a failure, and not while nobody sees the page.
 *
 * @param load the same function from one render to the next
 * @param advise what to tell of an error, the same function too
 */
export function usePolled<T>(load: (signal: AbortSignal) => Promise<T>, everyMs: number, advise: Advise): Polled<T> {
  const [data, setData] = useState<T>();
  const [problem, setProblem] = useState<Advice>();
  const [asked, setAsked] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: who asks for another look begins anew
  useEffect(() => {
    return poll(load, {
      everyMs,
      isIdle: () => document.hidden,
      onData(read) {
        setData(() => read);
        setProblem(undefined);
      },
      onError: (error) => setProblem(advise(error)),
    });
  }, [load, everyMs, advise, asked]);
  return { data, problem, refresh: useCallback(() => setAsked((count) => count + 1), []) };
}
