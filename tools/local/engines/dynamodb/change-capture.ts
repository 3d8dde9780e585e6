import type { StoredItem } from 'dynalite/db';
import type { Change, ChangeStream } from './change-stream';
import { canonical } from './item-equality';

interface Captured extends Change {
  readonly stream: ChangeStream;
}

/** Brings what is written to tables with a stream into it. */
export class ChangeCapture {
  private held: Map<string, Captured> | undefined;
  private expiring = false;

  /** Takes note of a write to the table of this stream. */
  wrote(stream: ChangeStream, before: StoredItem | undefined, after: StoredItem | undefined): void {
    const item = before ?? after;
    if (!item) return;
    const keys = Object.fromEntries(
      stream.keySchema.flatMap(({ AttributeName: name }) => {
        const value = item[name];
        return value ? [[name, value]] : [];
      }),
    );
    const change = { stream, keys, before, after, expired: this.expiring };
    if (this.held) hold(this.held, change);
    else publish(change);
  }

  /**
   * Runs a transaction. What it changed in the end is in the streams once it has ended, and nothing of what it took back.
   * Nothing else may write meanwhile.
   */
  async transaction<T>(run: () => Promise<T>): Promise<T> {
    const held = new Map<string, Captured>();
    this.held = held;
    try {
      return await run();
    } finally {
      this.held = undefined;
      for (const change of held.values()) publish(change);
    }
  }

  /** Runs a deletion by time to live. Nothing else may write meanwhile. */
  async expiry<T>(run: () => Promise<T>): Promise<T> {
    this.expiring = true;
    try {
      return await run();
    } finally {
      this.expiring = false;
    }
  }
}

/** Of several writes to one item counts what there was before the first, and what there is after the last. */
function hold(held: Map<string, Captured>, change: Captured): void {
  const id = `${change.stream.arn} ${canonical(change.keys)}`;
  const first = held.get(id);
  held.set(id, first ? { ...change, before: first.before } : change);
}

/** A write that changes nothing leaves no record, as in AWS. */
function publish({ stream, ...change }: Captured): void {
  if (canonical(change.before) !== canonical(change.after)) stream.append(change);
}
