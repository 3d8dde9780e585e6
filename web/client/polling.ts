import { RequestError } from './chat-error';

const LONGEST_PAUSE_MS = 60_000;

/** Milliseconds until the next look: longer after each failure in a row, and no less than the service asks for. */
export const pauseAfter = (everyMs: number, failures: number, retryAfterMs = 0): number =>
  failures === 0 ? everyMs : Math.min(LONGEST_PAUSE_MS, Math.max(retryAfterMs, 1_000 * 2 ** failures));

export interface PollOptions<T> {
  /** Milliseconds between two looks. */
  readonly everyMs: number;
  readonly onData: (data: T) => void;
  readonly onError: (error: unknown) => void;
  /** Whether nobody would see what is read. */
  readonly isIdle?: () => boolean;
  readonly schedule?: (run: () => void, ms: number) => () => void;
}

const byTimer = (run: () => void, ms: number) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** Reads something again and again, later after each failure in a row or when the service says. @returns what ends it */
export function poll<T>(load: (signal: AbortSignal) => Promise<T>, options: PollOptions<T>): () => void {
  const { everyMs, onData, onError, isIdle = () => false, schedule = byTimer } = options;
  const over = new AbortController();
  let cancel = () => {};
  let failures = 0;

  const next = (retryAfterMs?: number) => {
    if (!over.signal.aborted) cancel = schedule(() => void look(), pauseAfter(everyMs, failures, retryAfterMs));
  };
  async function look(): Promise<void> {
    if (isIdle()) return next();
    try {
      const data = await load(over.signal);
      failures = 0;
      if (!over.signal.aborted) onData(data);
      next();
    } catch (error) {
      failures += 1;
      if (!over.signal.aborted) onError(error);
      next(error instanceof RequestError ? error.retryAfterMs : undefined);
    }
  }
  void look();
  return () => {
    over.abort();
    cancel();
  };
}
