import { type EventFilter, eventFilter } from './event-filter';
import { failureDestination } from './failure-destination';
import { type Poller, type PollerContext, pollUntilAborted } from './poller';
import { type DeliveryContext, deliverShardBatch, type Shard, type ShardRecord } from './shard-delivery';

/** Wait before an empty shard is read again (ms). */
const idleWait = 200;

export interface ShardPage {
  readonly records: readonly ShardRecord[];
  readonly next: string | undefined;
}

/** Calls an operation of the stream's service with the function's permissions. */
export type StreamCall = <Output>(operation: string, input: Readonly<Record<string, unknown>>) => Promise<Output>;

/** What one kind of stream has of its own. */
export interface ShardSource {
  readonly batchInfo: Shard['batchInfo'];
  /** Most records that one read gives. */
  readonly readLimit: number;
  /** Ids of the stream's shards; fails when the function's role may not do what Lambda asks of it. */
  shards(): Promise<readonly string[]>;
  /** Iterator at a starting position. */
  start(shardId: string, position: string): Promise<string | undefined>;
  read(shardId: string, iterator: string | undefined, limit: number): Promise<ShardPage>;
}

/** Reads every shard of a stream for a function, each in order and one batch at a time. */
export function startShardPoller(
  context: PollerContext,
  sourceOf: (call: StreamCall, context: PollerContext) => ShardSource,
): Poller {
  const { mapping, caller } = context;
  const { region, service } = mapping;
  const destination = failureDestination(context);
  const stopping = new AbortController();
  const { signal } = stopping;
  const call: StreamCall = async <Output>(operation: string, input: Readonly<Record<string, unknown>>) =>
    (await context.call({ service, operation, region, caller, signal, input })) as Output;
  const source = sourceOf(call, context);
  const batches = new ShardBatches({ ...context, giveUpTo: destination }, source, eventFilter(mapping), signal);

  const running = pollUntilAborted(context, signal, async () => {
    const ids = await batches.shards();
    const starts = await Promise.all(ids.map(async (id) => ({ id, start: await batches.start(id) })));
    await Promise.all(starts.map(({ id, start }) => batches.deliverFrom(id, start)));
  });
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

class ShardBatches {
  constructor(
    private readonly context: DeliveryContext,
    private readonly source: ShardSource,
    private readonly wanted: EventFilter,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws Error when the function's role may not do what Lambda asks of it */
  async shards(): Promise<readonly string[]> {
    this.context.giveUpTo?.check();
    return this.source.shards();
  }

  start(id: string): Promise<string | undefined> {
    return this.source.start(id, this.context.mapping.startingPosition ?? 'LATEST');
  }

  /**
   * Delivers a shard batch by batch; what was not taken or given up is read again. Lambda's readers come and go at any time, so
   * each batch needs what they ask for when they begin.
   */
  async deliverFrom(id: string, start: string | undefined): Promise<void> {
    let iterator = start;
    await pollUntilAborted(this.context, this.signal, async () => {
      const { records, next } = await this.gather(id, iterator);
      await Promise.all([this.shards(), this.start(id)]);
      await deliverShardBatch(this.context, { id, batchInfo: this.source.batchInfo }, records, this.signal);
      iterator = next;
    });
  }

  /** Waits for records, and from the first of them on for a full batch or the end of the batching window. */
  private async gather(id: string, iterator: string | undefined): Promise<ShardPage> {
    const { mapping, now, wait } = this.context;
    const { batchSize, windowMs } = mapping;
    const records: ShardRecord[] = [];
    let next = iterator;
    let until = Number.POSITIVE_INFINITY;
    while (records.length < batchSize && now() < until) {
      const page = await this.source.read(id, next, Math.min(batchSize - records.length, this.source.readLimit));
      next = page.next;
      records.push(...page.records.filter(({ event }) => this.wanted(event)));
      if (records.length > 0 && until === Number.POSITIVE_INFINITY) until = now() + windowMs;
      if (page.records.length === 0) await wait(idleWait, this.signal);
    }
    return { records, next };
  }
}
