import { setImmediate as turn } from 'node:timers/promises';
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import type { Stream } from '../../../../tools/local/engines/kinesis/stream';
import { startKinesisPoller } from '../../../../tools/local/event-sources/kinesis-poller';
import { readMapping } from '../../../../tools/local/event-sources/mapping';
import type { FunctionInvoker, ResolvedResource } from '../../../../tools/local/types';
import type { LocalServices } from '../../../tools/local/engines/local-services';

type Deliver = (records: KinesisStreamEvent['Records']) => Promise<KinesisStreamBatchResponse>;

const arn = 'arn:aws:kinesis:us-east-1:000000000000:stream/events';

const resource = (type: string, ref: string, properties: ResolvedResource['properties']): ResolvedResource => ({
  ...{ type, ref, properties, attributes: { Arn: arn } },
  ...{ stack: 'test', logicalId: ref, path: `test/${ref}`, region: 'us-east-1' },
});

/** A stream of the laptop's engine. */
export async function startStream({ engines }: LocalServices, ShardCount = 1): Promise<Stream> {
  await engines.kinesis.create(resource('AWS::Kinesis::Stream', 'events', { ShardCount }));
  return engines.kinesis.stream(arn);
}

export interface Reading {
  readonly local: LocalServices;
  /** Of the event source mapping, besides what every one of them has here. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly deliver: Deliver;
  /** Asked in place of waiting for more. @returns whether that was all */
  readonly idle: (ms: number) => boolean;
  readonly delivered?: (ageMs: number) => void;
}

/** Reads the stream by the laptop's poller, on the clock of its engines. */
export async function readStream({ local, properties, deliver, idle, delivered }: Reading): Promise<void> {
  const mapping = readMapping(
    resource('AWS::Lambda::EventSourceMapping', 'mapping', {
      ...{ EventSourceArn: arn, FunctionName: 'count', StartingPosition: 'TRIM_HORIZON', ...properties },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    }),
  );
  if (!mapping) throw new Error('the mapping is disabled');
  const functions: Pick<FunctionInvoker, 'invoke'> = {
    invoke: async (_, event) => ({ ok: true, payload: await deliver((event as KinesisStreamEvent).Records) }),
  };
  await new Promise<void>((ended, failed) => {
    const poller = startKinesisPoller({
      ...{ mapping, functions: functions as FunctionInvoker, caller: local.gateway.operator, endpoint: local.endpoint },
      call: (call) => local.gateway.call(call),
      objects: local.engines.objects,
      allowed: () => true,
      report: (problem) => failed(new Error(problem)),
      delivered: (_, ageMs = Number.NaN) => delivered?.(ageMs),
      now: () => local.clock.now,
      async wait(ms, signal) {
        if (idle(ms)) void poller.stop().then(ended);
        signal.throwIfAborted();
        await turn();
      },
    });
  });
}

/** One batch as it was handed on. */
export interface Handed {
  readonly records: number;
  /** As Lambda's metric IteratorAge has it. */
  readonly ageMs: number;
}

export interface Pacing {
  readonly local: LocalServices;
  readonly tickMs: number;
  /** What comes into the stream, tick by tick. */
  readonly ticks: readonly (readonly object[])[];
  readonly batchSize: number;
  readonly deliver: Deliver;
}

/**
 * Reads a stream of one shard on a clock that moves only while the reader waits for records, and by what the caller says that its work takes.
 * Ends once everything has come and was read.
 */
export async function readPaced({ local, tickMs, ticks, batchSize, deliver }: Pacing): Promise<readonly Handed[]> {
  const stream = await startStream(local);
  const { clock } = local;
  const [start, handed]: [number, Handed[]] = [clock.now, []];
  let [tick, records] = [0, 0];
  /** Whatever came by now came at the time of its own tick. */
  const arrive = () => {
    const { now } = clock;
    for (; tick < ticks.length && start + tick * tickMs <= now; tick += 1) {
      clock.now = start + tick * tickMs;
      for (const event of ticks[tick] ?? []) stream.append('k', Buffer.from(JSON.stringify(event)));
    }
    clock.now = now;
  };
  await readStream({
    local,
    properties: { BatchSize: batchSize },
    async deliver(batch) {
      records = batch.length;
      const answer = await deliver(batch);
      arrive();
      return answer;
    },
    delivered: (ageMs) => handed.push({ records, ageMs }),
    idle(ms) {
      if (tick === ticks.length) return true;
      clock.now = Math.min(clock.now + ms, Math.max(clock.now, start + tick * tickMs));
      arrive();
      return false;
    },
  });
  return handed;
}
