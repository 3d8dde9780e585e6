import { setTimeout as delay } from 'node:timers/promises';
import { RequestError } from '../../web/client/chat-error';

const tries = 8;
const longestMs = 30_000;

/** Whether another try can help: the service is busy, or was not reached. */
const passes = (error: unknown): error is RequestError =>
  error instanceof RequestError && (error.status === 0 || error.status === 429 || error.status >= 500);

/** How long to wait after a number of failed tries, in milliseconds, where the service does not say. */
export const waitAfter = (failed: number): number => Math.min(longestMs, 250 * 2 ** failed);

/** Makes a request, and makes it again, later each time or when the service says, where that can help. */
export async function patiently<T>(request: () => Promise<T>, signal: AbortSignal, wait = delay): Promise<T> {
  for (let failed = 0; ; failed += 1) {
    try {
      return await request();
    } catch (error) {
      if (!passes(error) || failed + 1 >= tries) throw error;
      await wait(Math.min(longestMs, error.retryAfterMs ?? waitAfter(failed)), undefined, { signal });
    }
  }
}
