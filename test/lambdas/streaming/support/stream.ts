import type { KinesisStreamBatchResponse, KinesisStreamRecord } from 'aws-lambda';

/** Numbers from 0 up to 1, the same for the same seed: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Reading {
  readonly deliver: (records: readonly KinesisStreamRecord[]) => Promise<KinesisStreamBatchResponse>;
  readonly batchSize: number;
  /** Whether the reader is lost after it did its work, and before it said so. */
  readonly killed: () => boolean;
}

/** Reads a shard as Lambda does: a batch comes again from the first record on that failed, or all of it when nothing was heard. */
export async function readShard(records: readonly KinesisStreamRecord[], { deliver, batchSize, killed }: Reading) {
  let [next, deliveries] = [0, 0];
  while (next < records.length) {
    const batch = records.slice(next, next + batchSize);
    deliveries += 1;
    if (deliveries > 50 + records.length) throw new Error(`no progress at record ${next} of ${records.length}`);
    const { batchItemFailures } = await deliver(batch);
    if (killed()) continue;
    const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    const first = batch.findIndex(({ kinesis }) => failed.includes(kinesis.sequenceNumber));
    next += first < 0 ? batch.length : first;
  }
  return deliveries;
}
