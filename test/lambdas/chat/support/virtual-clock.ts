import type { Clock } from '../../../../lambdas/chat/domain/ports';

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** A clock that goes on only when everything waits for it, so that tests wait for nothing. */
export class VirtualClock implements Clock {
  private time = Date.UTC(2026, 0, 1);
  private timers: Timer[] = [];

  readonly now = (): number => this.time;

  readonly wait = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer: Timer = { at: this.time + Math.max(0, ms), fire: resolve };
      this.timers.push(timer);
      const onAbort = () => {
        this.timers = this.timers.filter((other) => other !== timer);
        resolve();
      };
      signal.addEventListener('abort', onAbort, { once: true });
    });

  /** Resolves after `ms` milliseconds of this clock. */
  readonly sleep = (ms: number): Promise<void> => this.wait(ms, new AbortController().signal);

  /** Lets time pass until the task ends. @throws Error when it waits for something that no time brings */
  async run<T>(task: Promise<T>): Promise<T> {
    let ended = false;
    const end = () => {
      ended = true;
    };
    task.then(end, end);
    await idle();
    while (!ended) {
      this.step();
      await idle();
    }
    return task;
  }

  private step(): void {
    const [next] = this.timers.toSorted((left, right) => left.at - right.at);
    if (!next) throw new Error('The task waits, and no timer is set');
    this.time = Math.max(this.time, next.at);
    this.timers = this.timers.filter((timer) => timer !== next);
    next.fire();
  }
}

/** Resolves when nothing more happens without a timer: all promises that can settle have. */
const idle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
