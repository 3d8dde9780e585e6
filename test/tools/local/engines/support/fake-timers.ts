import type { Timers } from '../../../../../tools/local/engines/events/run-by-clock';

/** Timers that wake when the test says that time passes, in their order. */
export class FakeTimers implements Timers {
  private readonly waiting = new Set<{ readonly at: number; readonly run: () => void }>();

  constructor(private time: number) {}

  now(): number {
    return this.time;
  }

  set(ms: number, run: () => void): () => void {
    const timer = { at: this.time + ms, run };
    this.waiting.add(timer);
    return () => this.waiting.delete(timer);
  }

  /** Milliseconds that each timer waits. */
  get waits(): number[] {
    return [...this.waiting].map(({ at }) => at - this.time);
  }

  advance(ms: number): void {
    const until = this.time + ms;
    for (;;) {
      const [first] = [...this.waiting].sort((one, other) => one.at - other.at);
      if (!first || first.at > until) break;
      this.time = Math.max(this.time, first.at);
      this.waiting.delete(first);
      first.run();
    }
    this.time = until;
  }

  /** The machine sleeps: time passes, and what was due in it wakes late. */
  sleep(ms: number): void {
    this.time += ms;
    this.advance(0);
  }
}
