import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';

/** Writes one piece of a body; resolves when the reader has room for more, and at once when the reader is gone. */
export type Write = (text: string) => Promise<void>;

/**
 * A response body that is written while it is read. When the reader goes away `gone` aborts, and the body closes only when
 * `produce` has ended: what it does last, such as telling what was used, is done before the invocation ends.
 *
 * @param hurry from when on nothing waits for a reader that is slow; never when left out
 */
export function producedBody(
  produce: (write: Write, gone: AbortSignal) => Promise<void>,
  hurry: AbortSignal = new AbortController().signal,
): Readable {
  const gone = new AbortController();
  const body = new PassThrough({
    destroy: (error, callback) => {
      gone.abort();
      produced.then(() => callback(error));
    },
  });
  const write: Write = async (text) => {
    if (body.destroyed || body.write(text)) return;
    await once(body, 'drain', { signal: AbortSignal.any([gone.signal, hurry]) }).catch(() => undefined);
  };
  const produced = produce(write, gone.signal).then(
    () => void body.end(),
    (error: Error) => void body.destroy(error),
  );
  return body;
}
