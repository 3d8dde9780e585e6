/** Passes events on, and tells of each stretch of silence between them that lasts this many milliseconds. */
export async function* withSilences<T>(
  first: Promise<IteratorResult<T, void>>,
  rest: AsyncGenerator<T, void>,
  silenceMs: number,
): AsyncGenerator<T | 'silence', void> {
  for (let next = first; ; next = rest.next()) {
    let result = await within(next, silenceMs);
    while (!result) {
      yield 'silence';
      result = await within(next, silenceMs);
    }
    if (result.done) return;
    yield result.value;
  }
}

/** The promise's value, or undefined when it takes longer. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), ms);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
