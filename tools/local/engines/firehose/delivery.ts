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
    if (stream.failedKey) return writeLines(records, time, stream.failedKey);
    const body = Buffer.concat(records);
    const object = stream.gzip
      ? { body: await compress(body), contentType: 'application/gzip' }
      : { body, contentType: 'application/octet-stream' };
    await objects.put(stream.bucket, stream.objectKey(time, randomUUID()), object);
  }

  /** What would be converted, as lines of JSON; what is none goes where AWS puts what it cannot convert. */
  async function writeLines(
    records: readonly Buffer[],
    time: number,
    failedKey: NonNullable<StreamDefinition['failedKey']>,
  ): Promise<void> {
    const { lines = [], failed = [] } = Object.groupBy(records, (record) => (isJson(record) ? 'lines' : 'failed'));
    const put = (key: string, texts: readonly string[]) =>
      objects.put(stream.bucket, key, { body: Buffer.from(`${texts.join('\n')}\n`), contentType: 'application/json' });
    if (lines.length > 0) await put(stream.objectKey(time, randomUUID()), lines.map(String));
    const raw = (record: Buffer) =>
      JSON.stringify({ lastErrorCode: 'DataFormatConversion.InvalidSchema', rawData: record.toString('base64') });
    if (failed.length > 0) await put(failedKey(time, randomUUID()), failed.map(raw));
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

function isJson(record: Buffer): boolean {
  try {
    JSON.parse(record.toString());
    return true;
  } catch {
    return false;
  }
}
