import { PARKED, PUT_BACK } from './parked-object';
import { hasReturned, type ParkedRecord, parkedRecordSchema, type ReturnedRecord } from './parked-record';

/** Objects of the bucket of parked records, by their keys. */
export interface ParkedObjects {
  /** @returns its text; undefined where there is none */
  read(key: string): Promise<string | undefined>;
  /** Puts it where there is none. @returns false where there is one */
  create(key: string, text: string): Promise<boolean>;
  replace(key: string, text: string): Promise<void>;
  remove(key: string): Promise<void>;
}

/**
 * Parked records of organisations, by their path: `<hash of the organisation>/<place>`. What is put back is noted under the same path before it
 * is in the stream, once for all; and is no longer among the parked ones when it is there.
 */
export interface ParkedStore {
  parked(path: string): Promise<ParkedRecord | undefined>;
  /** What was noted by who was the first to put it back. */
  returned(path: string): Promise<ReturnedRecord | undefined>;
  /** @returns false where somebody else has noted it */
  note(path: string, record: ReturnedRecord): Promise<boolean>;
  /** Notes that it is in the stream. */
  confirm(path: string, record: ReturnedRecord): Promise<void>;
  /** Takes it from the parked ones, if it is there: a reader that reads the stream again parks it again. */
  remove(path: string): Promise<void>;
}

export function createParkedStore(objects: ParkedObjects): ParkedStore {
  async function read(key: string): Promise<ParkedRecord | undefined> {
    const text = await objects.read(key);
    return text === undefined ? undefined : parkedRecordSchema.parse(JSON.parse(text));
  }

  return {
    parked: (path) => read(keyOf(PARKED, path)),
    async returned(path) {
      const record = await read(keyOf(PUT_BACK, path));
      return record && hasReturned(record) ? record : undefined;
    },
    note: (path, record) => objects.create(keyOf(PUT_BACK, path), JSON.stringify(record)),
    confirm: (path, record) => objects.replace(keyOf(PUT_BACK, path), JSON.stringify(record)),
    remove: (path) => objects.remove(keyOf(PARKED, path)),
  };
}

const keyOf = (prefix: string, path: string) => `${prefix}${path}.json`;

/** The path of a key; undefined where the record in it has no owner. */
export const pathOfKey = (key: string): string | undefined =>
  key.startsWith(PARKED) ? key.slice(PARKED.length).replace(/\.json$/, '') : undefined;
