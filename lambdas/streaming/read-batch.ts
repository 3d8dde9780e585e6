import type { KinesisStreamBatchResponse, KinesisStreamRecord } from 'aws-lambda';
import type { Logger } from '../shared/logger';
import type { Metrics } from '../shared/metrics';
import type { Park } from './adapters/parking';
import { type KnownEvent, type Poison, readRecord } from './domain/events/read-record';
import type { StreamRecord } from './domain/parked/parked-object';

export interface ParkingDeps {
  readonly park: Park;
  readonly metrics: Pick<Metrics, 'add'>;
  readonly logger: Pick<Logger, 'error'>;
}

/** An event and its place in the batch. */
export interface PlacedEvent {
  readonly event: KnownEvent;
  readonly index: number;
}

/** A record that is put aside, its place and why. */
export interface PlacedPoison {
  readonly poison: Poison;
  readonly index: number;
}

/** Reads a batch: events that this version knows, and what is none. */
export function readBatch(records: readonly KinesisStreamRecord[]) {
  const read = records.map((record) => readRecord(streamRecord(record).bytes));
  return {
    events: read.flatMap((one, index): PlacedEvent[] => ('event' in one ? [{ event: one.event, index }] : [])),
    poisons: read.flatMap((one, index): PlacedPoison[] => ('poison' in one ? [{ poison: one.poison, index }] : [])),
  };
}

/** Puts records aside. @returns places of those that could not be */
export async function parkAll(
  { park, metrics, logger }: ParkingDeps,
  records: readonly KinesisStreamRecord[],
  poisons: readonly PlacedPoison[],
): Promise<number[]> {
  const settled = await Promise.allSettled(
    poisons.map(async ({ poison, index }) => {
      const record = records[index];
      if (record) await park(streamRecord(record), poison);
    }),
  );
  const unparked = settled.flatMap(({ status }, place) => (status === 'rejected' ? [poisons[place]?.index ?? 0] : []));
  for (const outcome of settled)
    if (outcome.status === 'rejected') logger.error('A record could not be put aside', outcome.reason as Error);
  metrics.add('Parked', 'Count', poisons.length - unparked.length);
  return unparked;
}

/** Has a batch come again from this place on; none of it where that is infinite. */
export function failuresFrom(records: readonly KinesisStreamRecord[], place: number): KinesisStreamBatchResponse {
  const sequenceNumber = records[place]?.kinesis.sequenceNumber;
  return { batchItemFailures: sequenceNumber === undefined ? [] : [{ itemIdentifier: sequenceNumber }] };
}

function streamRecord({ eventID, kinesis }: KinesisStreamRecord): StreamRecord {
  const { sequenceNumber, partitionKey, approximateArrivalTimestamp, data } = kinesis;
  return {
    shardId: eventID.split(':')[0] ?? '',
    ...{ sequenceNumber, partitionKey },
    arrivedAt: approximateArrivalTimestamp * 1000,
    bytes: Buffer.from(data, 'base64'),
  };
}
