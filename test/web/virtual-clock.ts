import type { Clock } from '../../web/client/events/send-events';

interface Waiting {
  readonly at: number;
  readonly resolve: () => void;
}

/** A clock that goes on to the next thing that is waited for as soon as nothing else is left to do. */
export class VirtualClock implements Clock {
  #at = 0;
  #waiting: Waiting[] = [];

  elapsed = (): number => this.#at;
  now = (): number => Date.UTC(2026, 0, 1) + this.#at;

  wait = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) resolve();
      this.#waiting.push({ at: this.#at + ms, resolve });
      signal.addEventListener('abort', () => resolve());
    });

  /** Lets time pass until this is over. */
  async until<T>(work: Promise<T>): Promise<T> {
    const end = { isOver: false };
    const isOver = () => {
      end.isOver = true;
    };
    work.then(isOver, isOver);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (end.isOver) return work;
      this.#waiting.sort((one, other) => one.at - other.at);
      const next = this.#waiting.shift();
      if (!next) throw new Error('nothing is waited for, and it is not over');
      this.#at = Math.max(this.#at, next.at);
      next.resolve();
    }
  }
}
