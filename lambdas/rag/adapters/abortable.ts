import { orAborted } from '../../shared/domain/or-aborted';

/** A request of the search client, whose way of being aborted is its own. */
interface Request<T> extends PromiseLike<T> {
  abort?: () => unknown;
}

/** What the request resolves to; it is aborted, and rejects, as soon as the signal is. */
export async function abortable<T>(request: Request<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return request;
  const onAbort = () => void request.abort?.();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await orAborted(Promise.resolve(request), signal);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
