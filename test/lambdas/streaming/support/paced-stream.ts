import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { startKinesisPoller } from '../../../../tools/local/event-sources/kinesis-poller';
import { readMapping } from '../../../../tools/local/event-sources/mapping';
import type { FunctionInvoker, ResolvedResource } from '../../../../tools/local/types';
import type { LocalServices } from '../../../tools/local/engines/local-services';

const arn = 'arn:aws:kinesis:us-east-1:000000000000:stream/events';

const resource = (type: string, ref: string, properties: ResolvedResource['properties']): ResolvedResource => ({
  ...{ type, ref, properties, attributes: { Arn: arn } },
  ...{ stack: 'test', logicalId: ref, path: `test/${ref}`, region: 'us-east-1' },
});

/** One batch as it was handed on. */
export interface Handed {
  /** Number of the tick that was last when it was. */
  readonly tick: number;
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
  readonly deliver: (records: KinesisStreamEvent['Records']) => Promise<KinesisStreamBatchResponse>;
}

/**
 * Reads a stream of one shard by the laptop's engine and poller, on a clock that moves only while the reader waits for records, and by what the
 * caller says that its work takes. Ends once everything has come and was read.
 */
export async function readPaced({ local, tickMs, ticks, batchSize, deliver }: Pacing): Promise<readonly Handed[]> {
  await local.engines.kinesis.create(resource('AWS::Kinesis::Stream', 'events', { ShardCount: 1 }));
  const stream = local.engines.kinesis.stream(arn);
  const [start, handed]: [number, Handed[]] = [local.clock.now, []];
  let tick = 0;
  /** Whatever came by now came at the time of its own tick. */
  const arrive = () => {
    const { now } = local.clock;
    for (; tick < ticks.length && start + tick * tickMs <= now; tick += 1) {
      local.clock.now = start + tick * tickMs;
      for (const event of ticks[tick] ?? []) stream.append('k', Buffer.from(JSON.stringify(event)));
    }
    local.clock.now = now;
  };
  const mapping = readMapping(
    resource('AWS::Lambda::EventSourceMapping', 'mapping', {
      ...{ EventSourceArn: arn, FunctionName: 'count', BatchSize: batchSize, StartingPosition: 'TRIM_HORIZON' },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    }),
  );
  if (!mapping) throw new Error('the mapping is disabled');
  let records = 0;
  const functions = {
    async invoke(_: string, event: unknown) {
      const { Records } = event as KinesisStreamEvent;
      records = Records.length;
      const payload = await deliver(Records);
      arrive();
      return { ok: true as const, payload };
    },
  } as Pick<FunctionInvoker, 'invoke'> as FunctionInvoker;
  await new Promise<void>((ended, failed) => {
    const poller = startKinesisPoller({
      ...{ mapping, functions, caller: local.gateway.operator, endpoint: local.endpoint },
      call: (call) => local.gateway.call(call),
      objects: local.engines.objects,
      allowed: () => true,
      report: (problem) => failed(new Error(problem)),
      delivered: (_, ageMs = Number.NaN) => handed.push({ tick: tick - 1, records, ageMs }),
      now: () => local.clock.now,
      async wait(ms, signal) {
        if (tick === ticks.length) {
          void poller.stop().then(ended);
          signal.throwIfAborted();
        }
        local.clock.now = Math.min(local.clock.now + ms, Math.max(local.clock.now, start + tick * tickMs));
        arrive();
      },
    });
  });
  return handed;
}
