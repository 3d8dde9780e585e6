import { decisionItem } from '../../../../lambdas/fraud/adapters/decision-store';
import type { DecisionRecord } from '../../../../lambdas/fraud/domain/decision/stored-decision';
import type { Entry } from '../../../../lambdas/fraud/domain/reconcile/account';
import { createRecordDecisions } from '../../../../lambdas/fraud/record-decisions.handler';
import { type AuditEvent, auditEventSchema } from '../../../../lambdas/shared/domain/audit-event';
import { insertOf } from './audit-of';

const SHARDS = 4;
const BATCH = 100;

type Inserted = ReturnType<typeof insertOf>;

export interface Troubles {
  /** Share of puts that the audit stream refuses, and of those that it takes and does not answer. */
  readonly refused: number;
  readonly unanswered: number;
  /** Share of batches that come again although all of them was told. */
  readonly redelivered: number;
}

/**
 * The stream of a table on its way to the audit, as Lambda reads it: shards beside each other, each in order; a batch that failed in part
 * comes again from the first record on that did. Batches come twice, and puts fail or seem to.
 */
export class ToldStream {
  /** What arrived, by the id of the event: one line and how often. */
  readonly arrived = new Map<string, { readonly line: Buffer; times: number }>();
  /** Lines of one id that were not the same. */
  readonly differing: string[] = [];
  readonly seen = { batches: 0, failed: 0, again: 0 };
  /** What the index of the table has of each. */
  readonly indexed: Entry[] = [];
  private readonly shards = Array.from({ length: SHARDS }, (): Inserted[] => []);
  private ended = false;

  constructor(
    private readonly random: () => number,
    private readonly troubles: Troubles,
  ) {}

  /** Told in the order in which items are committed. */
  push(record: DecisionRecord): void {
    const item = decisionItem(record);
    this.indexed.push({ id: item.toldAs, digest: item.digest });
    const shard = this.shards[Math.floor(this.random() * SHARDS)];
    shard?.push(insertOf(item, String(shard.length)));
  }

  /** Nothing more is committed. */
  end(): void {
    this.ended = true;
  }

  /** Reads all shards to their ends. */
  async read(): Promise<void> {
    await Promise.all(this.shards.map((shard) => this.readShard(shard)));
  }

  private async readShard(shard: readonly Inserted[]): Promise<void> {
    let at = 0;
    while (!this.ended || at < shard.length) {
      const batch = shard.slice(at, at + 1 + Math.floor(this.random() * BATCH));
      if (batch.length === 0) await new Promise(setImmediate);
      else at += await this.deliver(batch, at);
    }
  }

  /** @returns how many need not come again */
  private async deliver(Records: Inserted[], first: number): Promise<number> {
    const { batchItemFailures } = await this.record({ Records });
    this.seen.batches += 1;
    if (batchItemFailures.length > 0) {
      this.seen.failed += 1;
      return Math.min(...batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier))) - first;
    }
    if (this.random() >= this.troubles.redelivered) return Records.length;
    this.seen.again += 1;
    return 0;
  }

  private readonly record = createRecordDecisions({
    sink: async ({ key, data }) => {
      // Others come between.
      for (let turns = Math.floor(this.random() * 3); turns > 0; turns -= 1) await undefined;
      if (this.random() < this.troubles.refused) throw new Error('the audit stream is busy');
      this.arrive(key, Buffer.from(data));
      if (this.random() < this.troubles.unanswered) throw new Error('the answer was lost');
    },
    logger: { error: () => undefined },
  });

  private arrive(id: string, line: Buffer): void {
    const known = this.arrived.get(id);
    if (!known) this.arrived.set(id, { line, times: 1 });
    else {
      known.times += 1;
      if (!known.line.equals(line)) this.differing.push(id);
    }
  }

  eventOf(id: string): AuditEvent {
    return auditEventSchema.parse(JSON.parse(this.arrived.get(id)?.line.toString('utf8') ?? 'null'));
  }
}
