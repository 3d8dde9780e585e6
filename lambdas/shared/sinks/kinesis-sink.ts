import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import type { AuditSink } from '../audit';
import { boundedCalls } from '../deps';

export function createKinesisSink(streamName: string): AuditSink {
  const client = new KinesisClient(boundedCalls(2_000));
  return async ({ key, data }) => {
    await client.send(new PutRecordCommand({ StreamName: streamName, PartitionKey: key, Data: data }));
  };
}
