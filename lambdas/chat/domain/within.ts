import type { Clock } from './ports';

/** What the promise resolves to, or undefined when `ms` milliseconds pass first. */
export async function within<T>(promise: Promise<T>, ms: number, clock: Clock): Promise<T | undefined> {
  const settled = new AbortController();
  try {
    return await Promise.race([promise, clock.wait(ms, settled.signal).then(() => undefined)]);
  } finally {
    settled.abort();
  }
}
