export interface BackoffOptions {
  /** Milliseconds before the first further try, doubled for each after it. @default 250 */
  readonly firstMs?: number;
  /** @default 10,000 */
  readonly longestMs?: number;
  /** Tries in a row before it gives up. @default 12, about a minute and a half */
  readonly tries?: number;
  /** From 0 to 1. */
  readonly random?: () => number;
  readonly schedule?: (run: () => void, ms: number) => () => void;
}

const byTimer = (run: () => void, ms: number) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** Waits longer before each further try, and not as long as everybody else: a service that comes back is not overrun. */
export class Backoff {
  readonly #options: Required<BackoffOptions>;
  #tried = 0;
  #cancel: (() => void) | undefined;

  constructor(options: BackoffOptions = {}) {
    const defaults = { firstMs: 250, longestMs: 10_000, tries: 12, random: Math.random, schedule: byTimer };
    this.#options = { ...defaults, ...options };
  }

  /** Plans one more try. Returns false when there were enough. */
  next(run: () => void): boolean {
    const { firstMs, longestMs, tries, random, schedule } = this.#options;
    if (this.#tried >= tries) return false;
    const ms = Math.min(longestMs, firstMs * 2 ** this.#tried) * (0.5 + random() / 2);
    this.#tried += 1;
    this.cancel();
    this.#cancel = schedule(run, ms);
    return true;
  }

  /** Takes back what is planned. */
  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** All is well: the next trouble is the first again. */
  reset(): void {
    this.#tried = 0;
  }
}
