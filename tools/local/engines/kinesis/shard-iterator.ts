import { z } from 'zod';
import { ServiceError } from '../engine';
import { firstSequenceNumber, type Shard, type Stream, type StreamRecord } from './stream';

/** A place in a shard: everything after `after` is still to be read. */
interface Position {
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

export function startIterator(stream: Stream, shard: Shard, start: Start): string {
  return encode({ stream: stream.name, shard: shard.id, after: startAfter(shard, start) });
}

/** Where reading starts, as the sequence number before the first record to be read. */
function startAfter(shard: Shard, start: Start): string {
  switch (start.ShardIteratorType) {
    case 'TRIM_HORIZON':
      return firstSequenceNumber;
    case 'LATEST':
      return shard.records.at(-1)?.sequenceNumber ?? firstSequenceNumber;
    case 'AFTER_SEQUENCE_NUMBER':
      return start.StartingSequenceNumber;
    case 'AT_SEQUENCE_NUMBER':
      return before(shard, (record) => record.sequenceNumber >= start.StartingSequenceNumber);
    case 'AT_TIMESTAMP':
      return before(shard, (record) => record.arrivedAt >= start.Timestamp * 1000);
  }
}

/** Sequence number of the last record before the first that matches. */
function before(shard: Shard, matches: (record: StreamRecord) => boolean): string {
  const index = shard.records.findIndex(matches);
  const previous = index < 0 ? shard.records.at(-1) : shard.records[index - 1];
  return previous?.sequenceNumber ?? firstSequenceNumber;
}

export interface Page {
  readonly records: readonly StreamRecord[];
  readonly next: string;
  /** Age in milliseconds of the oldest record that was not read yet; 0 when all were read. */
  readonly millisBehindLatest: number;
}

export function readPage(shard: Shard, iterator: Position, limit: number, now: number): Page {
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

export function decodeIterator(text: string): Position {
  try {
    return position.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw new ServiceError('InvalidArgumentException', 'Invalid ShardIterator');
  }
}

function encode(iterator: Position): string {
  return Buffer.from(JSON.stringify(iterator)).toString('base64url');
}
