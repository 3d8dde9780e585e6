import type { StreamRecord } from './stream';

/** A record as Kinesis writes it in JSON. */
export function recordOutput(record: StreamRecord) {
  return {
    SequenceNumber: record.sequenceNumber,
    ApproximateArrivalTimestamp: record.arrivedAt / 1000,
    Data: record.data.toString('base64'),
    PartitionKey: record.partitionKey,
    EncryptionType: 'NONE',
  };
}
