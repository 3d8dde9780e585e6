import { setTimeout as delay } from 'node:timers/promises';
import type { InvocationResult } from '../types';
import { type PollerContext, reportedFailures } from './poller';

/** A record as GetRecords gives it in JSON. */
export interface StreamRecord {
  readonly SequenceNumber: string;
  readonly PartitionKey: string;
  /** Base64. */
  readonly Data: string;
  /** Epoch seconds. */
  readonly ApproximateArrivalTimestamp: number;
}

type GivenUpFor = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** First and longest wait between two deliveries of the same batch (ms). */
const backoff = { first: 100, longest: 5_000 };

/**
 * Delivers a batch until the function takes all of it, or until the mapping gives up: by retries, by age, or halving
 * the batch to find the record that fails.
 */
export async function deliverShardBatch(
  context: PollerContext,
  shardId: string,
  records: readonly StreamRecord[],
  signal: AbortSignal,
  attempt = 0,
): Promise<void> {
  const fresh = await giveUpOnOld(context, shardId, records);
  if (fresh.length === 0 || signal.aborted) return;
  const { mapping } = context;
  const result = await context.functions.invoke(mapping.functionRef, toEvent(context, shardId, fresh));
  context.delivered(result.ok);
  const left = remaining(context, fresh, result);
  if (left.length === 0) return;
  if (mapping.bisect && fresh.length > 1) {
    for (const half of halves(fresh, left)) await deliverShardBatch(context, shardId, half, signal, attempt);
    return;
  }
  if (mapping.maximumRetries >= 0 && attempt >= mapping.maximumRetries) {
    return giveUp(context, shardId, left, 'RetryAttemptsExhausted', attempt + 1);
  }
  await delay(Math.min(backoff.first * 2 ** attempt, backoff.longest), undefined, { signal });
  await deliverShardBatch(context, shardId, left, signal, attempt + 1);
}

/** What has to be delivered again: everything from the first record that failed. */
function remaining(
  { mapping }: PollerContext,
  records: readonly StreamRecord[],
  result: InvocationResult,
): readonly StreamRecord[] {
  if (!result.ok) return records;
  if (!mapping.reportsItemFailures) return [];
  const failed = reportedFailures(
    result.payload,
    records.map(({ SequenceNumber }) => SequenceNumber),
  );
  if (!failed) return records;
  const first = records.findIndex(({ SequenceNumber }) => failed.includes(SequenceNumber));
  return first < 0 ? [] : records.slice(first);
}

/** Where the function said which record failed, the batch is cut there; else in the middle. */
function halves(all: readonly StreamRecord[], left: readonly StreamRecord[]): readonly (readonly StreamRecord[])[] {
  if (left.length === 1 || left.length < all.length) return [left];
  const middle = Math.ceil(left.length / 2);
  return [left.slice(0, middle), left.slice(middle)];
}

async function giveUpOnOld(context: PollerContext, shardId: string, records: readonly StreamRecord[]) {
  const { maximumAgeSeconds } = context.mapping;
  if (maximumAgeSeconds < 0) return records;
  const oldest = Date.now() / 1000 - maximumAgeSeconds;
  const old = records.filter(({ ApproximateArrivalTimestamp }) => ApproximateArrivalTimestamp < oldest);
  if (old.length > 0) await giveUp(context, shardId, old, 'RecordAgeExceeded', 0);
  return records.filter((record) => !old.includes(record));
}

async function giveUp(
  { mapping, call, caller, endpoint, report }: PollerContext,
  shardId: string,
  records: readonly StreamRecord[],
  condition: GivenUpFor,
  approximateInvokeCount: number,
): Promise<void> {
  const [first, last] = [records[0], records.at(-1)];
  if (!mapping.onFailureArn) return report(`${mapping.path}: gave up ${records.length} records (${condition})`);
  const information = {
    requestContext: { functionArn: mapping.functionRef, condition, approximateInvokeCount },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: new Date().toISOString(),
    KinesisBatchInfo: {
      shardId,
      startSequenceNumber: first?.SequenceNumber,
      endSequenceNumber: last?.SequenceNumber,
      approximateArrivalOfFirstRecord: isoTime(first),
      approximateArrivalOfLastRecord: isoTime(last),
      batchSize: records.length,
      streamArn: mapping.sourceArn,
    },
  };
  const QueueUrl = `${endpoint}/${mapping.onFailureArn.split(':').slice(4).join('/')}`;
  const input = { QueueUrl, MessageBody: JSON.stringify(information) };
  await call({ service: 'sqs', operation: 'SendMessage', region: mapping.region, caller, input });
}

function isoTime(record: StreamRecord | undefined): string | undefined {
  return record && new Date(record.ApproximateArrivalTimestamp * 1000).toISOString();
}

function toEvent({ mapping, caller }: PollerContext, shardId: string, records: readonly StreamRecord[]) {
  return {
    Records: records.map((record) => ({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: record.PartitionKey,
        sequenceNumber: record.SequenceNumber,
        data: record.Data,
        approximateArrivalTimestamp: record.ApproximateArrivalTimestamp,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `${shardId}:${record.SequenceNumber}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: caller.roleArn,
      awsRegion: mapping.region,
      eventSourceARN: mapping.sourceArn,
    })),
  };
}
