export interface StoredObject {
  readonly key: string;
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** Objects of a bucket that a source reads from. */
export interface Objects {
  /** Those whose key begins with `prefix`, ordered by key. */
  list(bucket: string, prefix: string, signal: AbortSignal): AsyncIterable<StoredObject>;
  /** @returns its bytes, piece by piece; undefined when it is gone */
  open(bucket: string, key: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | undefined>;
}

export async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
