/**
 * What `work` gives for each item, in order, with few of them at a time. The first that fails ends the others, and nothing more is
 * begun once the signal is aborted.
 */
export async function fewAtOnce<T, R>(
  items: readonly T[],
  most: number,
  signal: AbortSignal | undefined,
  work: (item: T, ended: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const failed = new AbortController();
  const ended = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const rest = items.entries();
  const worker = async () => {
    for (const [at, item] of rest) {
      ended.throwIfAborted();
      results[at] = await work(item, ended);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  } finally {
    failed.abort();
  }
  return results;
}
