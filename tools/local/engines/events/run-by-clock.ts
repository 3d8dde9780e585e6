import type { Schedule } from './schedule';

/** A clock, and what wakes by it. */
export interface Timers {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs something once, after so many milliseconds. @returns what keeps it from running */
  set(ms: number, run: () => void): () => void;
}

/** Longest time that a timer of Node waits; a longer one runs at once. */
const MOST_WAIT_MS = 2_147_483_647;

export const realTimers = (now: () => number): Timers => ({
  now,
  set(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
});

/**
 * Runs something each time that its schedule is due, whether or not the run before has ended, as EventBridge does. A machine that slept runs it once
 * for all the times that it missed.
 *
 * @param run told the time for which it runs, in milliseconds since the epoch
 * @returns what ends it
 */
export function runByClock(schedule: Schedule, timers: Timers, run: (due: number) => void): () => void {
  const since = timers.now();
  let cancel: () => void = () => undefined;

  function wait(due: number | undefined): void {
    if (due === undefined) return;
    const left = due - timers.now();
    cancel = timers.set(Math.min(Math.max(left, 0), MOST_WAIT_MS), () => {
      if (timers.now() < due) return wait(due);
      wait(schedule.next(Math.max(timers.now(), due), since));
      run(due);
    });
  }

  wait(schedule.next(since, since));
  return () => cancel();
}
