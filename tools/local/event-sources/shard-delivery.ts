import { randomUUID } from 'node:crypto';
import type { InvocationResult } from '../types';
import type { FailureDestination } from './failure-destination';
import { type PollerContext, reportedFailures } from './poller';

/** A record of any kind of stream. */
export interface ShardRecord {
  readonly sequenceNumber: string;
  /** Epoch seconds. */
  readonly arrivedAt: number;
  /** The record as the function gets it. */
  readonly event: Readonly<Record<string, unknown>>;
}

/** Where records come from, and under which name a failure destination is told of them. */
export interface Shard {
  readonly id: string;
  readonly batchInfo: 'KinesisBatchInfo' | 'DDBStreamBatchInfo';
}

/** A poller, and where what it gives up goes. */
export type DeliveryContext = PollerContext & { readonly giveUpTo: FailureDestination | undefined };

type GivenUpFor = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** First and longest wait between two deliveries of the same batch (ms). */
const backoff = { first: 100, longest: 5_000 };

/**
 * Delivers a batch until the function takes all of it, or until the mapping gives up: by retries, by age, or halving
 * the batch to find the record that fails.
 */
export async function deliverShardBatch(
  context: DeliveryContext,
  shard: Shard,
  records: readonly ShardRecord[],
  signal: AbortSignal,
  attempt = 0,
): Promise<void> {
  const fresh = await giveUpOnOld(context, shard, records);
  if (fresh.length === 0 || signal.aborted) return;
  const { mapping } = context;
  const ageMs = context.now() - (fresh.at(-1)?.arrivedAt ?? 0) * 1000;
  const result = await context.functions.invoke(mapping.functionRef, { Records: fresh.map(({ event }) => event) });
  context.delivered(result.ok, Math.max(0, Math.round(ageMs)));
  const left = remaining(context, fresh, result);
  if (left.length === 0) return;
  if (mapping.bisect && fresh.length > 1) {
    for (const half of halves(fresh, left)) await deliverShardBatch(context, shard, half, signal, attempt);
    return;
  }
  if (mapping.maximumRetries >= 0 && attempt >= mapping.maximumRetries) {
    return giveUp(context, shard, left, 'RetryAttemptsExhausted', attempt + 1);
  }
  await context.wait(Math.min(backoff.first * 2 ** attempt, backoff.longest), signal);
  await deliverShardBatch(context, shard, left, signal, attempt + 1);
}

/** What has to be delivered again: everything from the first record that failed. */
function remaining(
  { mapping }: PollerContext,
  records: readonly ShardRecord[],
  result: InvocationResult,
): readonly ShardRecord[] {
  if (!result.ok) return records;
  if (!mapping.reportsItemFailures) return [];
  const failed = reportedFailures(
    result.payload,
    records.map(({ sequenceNumber }) => sequenceNumber),
  );
  if (!failed) return records;
  const first = records.findIndex(({ sequenceNumber }) => failed.includes(sequenceNumber));
  return first < 0 ? [] : records.slice(first);
}

/** Where the function said which record failed, the batch is cut there; else in the middle. */
function halves(all: readonly ShardRecord[], left: readonly ShardRecord[]): readonly (readonly ShardRecord[])[] {
  if (left.length === 1 || left.length < all.length) return [left];
  const middle = Math.ceil(left.length / 2);
  return [left.slice(0, middle), left.slice(middle)];
}

async function giveUpOnOld(context: DeliveryContext, shard: Shard, records: readonly ShardRecord[]) {
  const { maximumAgeSeconds } = context.mapping;
  if (maximumAgeSeconds < 0) return records;
  const oldest = context.now() / 1000 - maximumAgeSeconds;
  const old = records.filter(({ arrivedAt }) => arrivedAt < oldest);
  if (old.length > 0) await giveUp(context, shard, old, 'RecordAgeExceeded', 0);
  return records.filter((record) => !old.includes(record));
}

async function giveUp(
  { mapping, giveUpTo, report }: DeliveryContext,
  shard: Shard,
  records: readonly ShardRecord[],
  condition: GivenUpFor,
  approximateInvokeCount: number,
): Promise<void> {
  const [first, last] = [records[0], records.at(-1)];
  if (!giveUpTo) return report(`${mapping.path}: gave up ${records.length} records (${condition})`);
  const information = {
    requestContext: { requestId: randomUUID(), functionArn: mapping.functionRef, condition, approximateInvokeCount },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: new Date().toISOString(),
    [shard.batchInfo]: {
      shardId: shard.id,
      startSequenceNumber: first?.sequenceNumber,
      endSequenceNumber: last?.sequenceNumber,
      approximateArrivalOfFirstRecord: isoTime(first),
      approximateArrivalOfLastRecord: isoTime(last),
      batchSize: records.length,
      streamArn: mapping.sourceArn,
    },
  };
  await giveUpTo.send(information, shard.id, { Records: records.map(({ event }) => event) });
}

function isoTime(record: ShardRecord | undefined): string | undefined {
  return record && new Date(record.arrivedAt * 1000).toISOString().replace('.000Z', 'Z');
}
