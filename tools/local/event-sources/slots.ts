/** Bounds how many pieces of work run at once. */
export class Slots {
  private taken = 0;
  private waiting: (() => void) | undefined;

  constructor(private readonly limit: number) {}

  /** Fulfils when a slot is free, or when the signal aborts. For one waiter at a time. */
  async free(signal: AbortSignal): Promise<void> {
    if (this.taken < this.limit || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.waiting = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Takes a slot until the work has ended; the work must not reject. */
  run(work: Promise<unknown>): void {
    this.taken++;
    void work.then(() => {
      this.taken--;
      this.waiting?.();
      this.waiting = undefined;
    });
  }
}
