/** What every record of a shard has, whichever service the stream is of. */
export interface ShardRecord {
  /** Decimal, of fixed length within a stream: sorts as text. */
  readonly sequenceNumber: string;
  /** Epoch milliseconds. */
  readonly arrivedAt: number;
}

/** Records in their order. */
export interface ShardLog<Entry extends ShardRecord = ShardRecord> {
  readonly id: string;
  readonly records: Entry[];
}

/**
 * Forgets what has been kept for long enough.
 * @param now epoch milliseconds
 */
export function trim({ records }: ShardLog, retentionHours: number, now: number): void {
  const oldest = now - retentionHours * 3_600_000;
  const kept = records.findIndex(({ arrivedAt }) => arrivedAt >= oldest);
  records.splice(0, kept < 0 ? records.length : kept);
}
