import { z } from 'zod';
import { type ServiceCall, ServiceError } from '../engine';
import { parseInput } from '../input';
import { recordOutput } from './record-output';
import { decodeIterator, readPage, startIterator, startSchema } from './shard-iterator';
import type { Stream } from './stream';

const input = z.strictObject({
  ConsumerARN: z.string(),
  ShardId: z.string(),
  StartingPosition: z.strictObject({
    Type: z.string(),
    SequenceNumber: z.string().optional(),
    Timestamp: z.number().optional(),
  }),
});

/** Records of one event that is pushed. */
const MOST_RECORDS = 10_000;

/** Whether a call is made inside the process: an SDK would wait for a stream of events. */
export const isInternal = ({ headers }: ServiceCall): boolean => String(headers['x-amz-target']).startsWith('Local.');

/**
 * What enhanced fan-out would push at once, as one event in JSON.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SubscribeToShardEvent.html
 */
export const createSubscribe =
  (streamOf: (consumerArn: string) => Stream | undefined, now: () => number) => (call: ServiceCall) => {
    const { ConsumerARN, ShardId, StartingPosition } = parseInput(call, input, 'ValidationException');
    const stream = streamOf(ConsumerARN);
    const shard = stream?.shards.find(({ id }) => id === ShardId);
    if (!stream || !shard)
      throw new ServiceError('ResourceNotFoundException', `${ConsumerARN} has no shard ${ShardId}`);
    const { Type, SequenceNumber, Timestamp } = StartingPosition;
    const start = startSchema.safeParse({ ShardIteratorType: Type, StartingSequenceNumber: SequenceNumber, Timestamp });
    if (!start.success) throw new ServiceError('InvalidArgumentException', z.prettifyError(start.error));
    const { records, next, millisBehindLatest } = readPage(
      shard,
      decodeIterator(startIterator(stream.name, shard, start.data)),
      MOST_RECORDS,
      now(),
    );
    return {
      Records: records.map(recordOutput),
      ContinuationSequenceNumber: decodeIterator(next).after,
      MillisBehindLatest: millisBehindLatest,
    };
  };
