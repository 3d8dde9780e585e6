/** How often a waiting receiver looks for messages whose delay or visibility timeout has ended. */
const tickMs = 100;

/** Receivers that wait for a message, per queue. */
export interface WakeUps {
  /** Tells every receiver of the queue to look again. */
  wake(queue: string): void;
  /** Wake-ups of the queue so far. Taken before looking, so that none is missed between looking and waiting. */
  count(queue: string): number;
  /** Resolves when the queue had more wake-ups than `seen`, at the next tick, at `deadline`, or when `signal` aborts. */
  next(queue: string, seen: number, deadline: number, signal: AbortSignal): Promise<void>;
}

/** @param now epoch milliseconds, the clock of `deadline` */
export function createWakeUps(now: () => number): WakeUps {
  const waiting = new Map<string, Set<() => void>>();
  const counts = new Map<string, number>();
  const count = (queue: string) => counts.get(queue) ?? 0;
  return {
    wake(queue) {
      counts.set(queue, count(queue) + 1);
      for (const look of waiting.get(queue) ?? []) look();
    },
    count,
    next(queue, seen, deadline, signal) {
      const receivers = waiting.get(queue) ?? new Set();
      waiting.set(queue, receivers);
      return new Promise((resolve) => {
        const look = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', look);
          receivers.delete(look);
          resolve();
        };
        const timer = setTimeout(look, Math.max(0, Math.min(tickMs, deadline - now())));
        signal.addEventListener('abort', look);
        receivers.add(look);
        if (signal.aborted || count(queue) > seen) look();
      });
    },
  };
}
