import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ObjectStore } from '../s3/object-store';
import type { StreamDefinition } from './stream-definition';

const compress = promisify(gzip);

/** Buffers the records of one delivery stream and writes them as objects. */
export interface Delivery {
  readonly stream: StreamDefinition;
  add(data: Buffer): void;
  /** Writes what is buffered now; resolves when every object is written. */
  flush(): Promise<void>;
  stop(): void;
}

/**
 * @param now epoch milliseconds
 * @param report told of an object that could not be written
 */
export function createDelivery(
  stream: StreamDefinition,
  objects: ObjectStore,
  now: () => number,
  report: (problem: string) => void,
): Delivery {
  let buffered: Buffer[] = [];
  let bytes = 0;
  let oldest = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  async function write(records: readonly Buffer[], time: number): Promise<void> {
    const body = Buffer.concat(records);
    const object = stream.gzip
      ? { body: await compress(body), contentType: 'application/gzip' }
      : { body, contentType: 'application/octet-stream' };
    await objects.put(stream.bucket, stream.objectKey(time, randomUUID()), object);
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    if (buffered.length === 0) return writing;
    const [records, time] = [buffered, oldest];
    buffered = [];
    bytes = 0;
    writing = writing
      .then(() => write(records, time))
      .catch((error: Error) => report(`Firehose ${stream.name} lost ${records.length} records: ${error.message}`));
    return writing;
  }

  return {
    stream,
    add(data) {
      if (buffered.length === 0) {
        oldest = now();
        timer = setTimeout(flush, stream.bufferMs).unref();
      }
      buffered.push(data);
      bytes += data.length;
      if (bytes >= stream.bufferBytes) void flush();
    },
    flush,
    stop: () => clearTimeout(timer),
  };
}
