import { z } from 'zod';
import { ServiceError } from '../engine';
import type { ShardLog, ShardRecord } from './shard';

/** Before every sequence number there is. */
const start = '';

/** A place in a shard: everything after `after` is still to be read. */
interface Position {
  /** Name of the stream. */
  readonly stream: string;
  readonly shard: string;
  readonly after: string;
}

const position = z.object({ stream: z.string(), shard: z.string(), after: z.string() });

export const startSchema = z.discriminatedUnion('ShardIteratorType', [
  z.object({ ShardIteratorType: z.literal('TRIM_HORIZON') }),
  z.object({ ShardIteratorType: z.literal('LATEST') }),
  z.object({ ShardIteratorType: z.literal('AT_SEQUENCE_NUMBER'), StartingSequenceNumber: z.string() }),
  z.object({ ShardIteratorType: z.literal('AFTER_SEQUENCE_NUMBER'), StartingSequenceNumber: z.string() }),
  z.object({ ShardIteratorType: z.literal('AT_TIMESTAMP'), Timestamp: z.number() }),
]);
export type Start = z.infer<typeof startSchema>;

export function startIterator(stream: string, shard: ShardLog, from: Start): string {
  return encode({ stream, shard: shard.id, after: startAfter(shard, from) });
}

/** Where reading starts, as the sequence number before the first record to be read. */
function startAfter(shard: ShardLog, from: Start): string {
  switch (from.ShardIteratorType) {
    case 'TRIM_HORIZON':
      return start;
    case 'LATEST':
      return shard.records.at(-1)?.sequenceNumber ?? start;
    case 'AFTER_SEQUENCE_NUMBER':
      return from.StartingSequenceNumber;
    case 'AT_SEQUENCE_NUMBER':
      return before(shard, (record) => record.sequenceNumber >= from.StartingSequenceNumber);
    case 'AT_TIMESTAMP':
      return before(shard, (record) => record.arrivedAt >= from.Timestamp * 1000);
  }
}

/** Sequence number of the last record before the first that matches. */
function before(shard: ShardLog, matches: (record: ShardRecord) => boolean): string {
  const index = shard.records.findIndex(matches);
  const previous = index < 0 ? shard.records.at(-1) : shard.records[index - 1];
  return previous?.sequenceNumber ?? start;
}

export interface Page<Entry> {
  readonly records: readonly Entry[];
  readonly next: string;
  /** Age in milliseconds of the oldest record that was not read yet; 0 when all were read. */
  readonly millisBehindLatest: number;
}

export function readPage<Entry extends ShardRecord>(
  shard: ShardLog<Entry>,
  iterator: Position,
  limit: number,
  now: number,
): Page<Entry> {
  const index = shard.records.findIndex((record) => record.sequenceNumber > iterator.after);
  const pending = index < 0 ? [] : shard.records.slice(index);
  const records = pending.slice(0, limit);
  const oldestUnread = pending[limit];
  return {
    records,
    next: encode({ ...iterator, after: records.at(-1)?.sequenceNumber ?? iterator.after }),
    millisBehindLatest: oldestUnread ? now - oldestUnread.arrivedAt : 0,
  };
}

/** @throws ServiceError with this code on what is no iterator */
export function decodeIterator(text: string, code = 'InvalidArgumentException'): Position {
  try {
    return position.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw new ServiceError(code, 'Invalid ShardIterator');
  }
}

function encode(iterator: Position): string {
  return Buffer.from(JSON.stringify(iterator)).toString('base64url');
}
