import { setTimeout as delay } from 'node:timers/promises';

/** First and longest wait (ms). */
const FIRST_MS = 10;
const LONGEST_MS = 400;

/**
 * Waits a random time, up to twice as long at each attempt: who collides once does not collide again.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * @param random from 0 up to 1
 * @param signal ends the wait, which then rejects
 */
export const backoff =
  (random: () => number) =>
  async (attempt: number, signal?: AbortSignal): Promise<void> => {
    await delay(random() * Math.min(FIRST_MS * 2 ** attempt, LONGEST_MS), undefined, signal && { signal });
  };
