import { createHash } from 'node:crypto';
import type { Objects } from '../../../../../lambdas/rag/connectors/objects';

/** Objects as S3 has them: listed by their keys' bytes, and read in pieces. */
export class Bucket {
  private readonly stored = new Map<string, { bytes: Uint8Array; modifiedAt: number }>();
  /** Keys that were read. */
  readonly opened: string[] = [];
  /** Bytes of one piece. */
  piece = 1_000;

  put(key: string, content: string | Uint8Array, modifiedAt = 0): void {
    this.stored.set(key, { bytes: Buffer.from(content), modifiedAt });
  }

  remove(key: string): void {
    this.stored.delete(key);
  }

  readonly objects: Objects = {
    list: (_bucket, prefix) => this.list(prefix),
    open: async (_bucket, key) => {
      this.opened.push(key);
      const found = this.stored.get(key);
      return found && this.pieces(found.bytes);
    },
  };

  private async *list(prefix: string) {
    const keys = [...this.stored.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    for (const key of keys.filter((one) => one.startsWith(prefix))) {
      const { bytes, modifiedAt } = this.stored.get(key) ?? { bytes: Buffer.alloc(0), modifiedAt: 0 };
      const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
      yield { key, etag, size: bytes.length, modifiedAt };
    }
  }

  private async *pieces(bytes: Uint8Array) {
    for (let from = 0; from < bytes.length; from += this.piece) yield bytes.subarray(from, from + this.piece);
  }
}
