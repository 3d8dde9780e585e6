import { FirehoseClient, PutRecordCommand } from '@aws-sdk/client-firehose';
import type { AuditSink } from '../audit';
import { boundedCalls } from '../deps';

export function createFirehoseSink(streamName: string): AuditSink {
  const client = new FirehoseClient(boundedCalls(2_000));
  return async ({ data }) => {
    await client.send(new PutRecordCommand({ DeliveryStreamName: streamName, Record: { Data: data } }));
  };
}
