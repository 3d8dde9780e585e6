import { setTimeout as delay } from 'node:timers/promises';

/** Tries, and milliseconds between two: a policy that was just made holds within seconds. */
const MAX_TRIES = 6;
const RETRY_MS = 5_000;

/** Makes a call that a policy allows that was made a moment ago. @throws what the call throws, and its refusal when it stays refused */
export async function onceAllowed<T>(call: () => Promise<T>, retryMs = RETRY_MS): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (!isRefusal(error) || tries === MAX_TRIES) throw error;
      await delay(retryMs);
    }
  }
}

const isRefusal = (error: unknown): boolean =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 403;
