import { historyKey } from '../../../../lambdas/fraud/adapters/decision-items';
import type { DecisionStore, Known } from '../../../../lambdas/fraud/deciding';
import type { HistoryPart } from '../../../../lambdas/fraud/domain/decision/history-parts';
import type { DecisionRecord } from '../../../../lambdas/fraud/domain/decision/stored-decision';
import { decode, encode } from '../../../../lambdas/fraud/domain/features/codec';
import type { EntityRef } from '../../../../lambdas/fraud/domain/features/entity';
import { shardsOf } from '../../../../lambdas/fraud/domain/features/shards';
import { emptyState } from '../../../../lambdas/fraud/domain/features/state';

/** A store that behaves as DynamoDB's transactions do, and lets others come between any two calls. */
export class MemoryStore implements DecisionStore {
  /** In the order in which they were committed. */
  readonly committed: DecisionRecord[] = [];
  readonly lists = new Map<string, 'allow' | 'block'>();
  conflicts = 0;
  private readonly decisions = new Map<string, DecisionRecord>();
  private readonly histories = new Map<string, { readonly version: number; readonly bytes: Uint8Array }>();

  /**
   * @param pause awaited before and after each call's effect
   * @param onCommit told of each decision, as the stream of the table is
   */
  constructor(
    private readonly pause: () => Promise<void> = async () => undefined,
    private readonly onCommit: (record: DecisionRecord) => void = () => undefined,
  ) {}

  async read(org: string, decisionId: string, refs: readonly EntityRef[]): Promise<Known> {
    await this.pause();
    const parts = refs.flatMap((ref) =>
      Array.from({ length: shardsOf[ref.kind] }, (_, shard) => this.part(org, ref, shard)),
    );
    const lists = { card: '', account: '', device: '', ip: '', merchant: '' };
    for (const { kind, id } of refs) lists[kind] = this.lists.get(`${org}/${kind}/${id}`) ?? '';
    const decision = this.decisions.get(decisionId);
    await this.pause();
    return { decision, lists, parts };
  }

  async commit(record: DecisionRecord, parts: readonly HistoryPart[]) {
    await this.pause();
    const known = this.decisions.get(record.decisionId);
    if (known) return known;
    const keyOf = ({ ref, shard }: HistoryPart) => historyKey(record.org, ref, shard).pk;
    if (parts.some((part) => (this.histories.get(keyOf(part))?.version ?? 0) !== part.version)) {
      this.conflicts += 1;
      return 'conflict' as const;
    }
    for (const part of parts) this.histories.set(keyOf(part), { version: part.version + 1, bytes: encode(part.state) });
    this.decisions.set(record.decisionId, record);
    this.committed.push(record);
    this.onCommit(record);
    await this.pause();
    return 'committed' as const;
  }

  part(org: string, ref: EntityRef, shard: number): HistoryPart {
    const found = this.histories.get(historyKey(org, ref, shard).pk);
    return {
      ref,
      shard,
      version: found?.version ?? 0,
      state: found ? decode(found.bytes) : emptyState(ref.kind),
    };
  }
}
