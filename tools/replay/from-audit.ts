import type { Scorer } from '../../lambdas/fraud/domain/model/scorer';
import type { AuditEvent } from '../../lambdas/shared/domain/audit-event';
import { filesBelow, fraudEvents } from './audit-files';
import { type Replayed, replayEvent } from './replay';
import { RuleBook } from './rules';

export interface FromAudit {
  /** Files of audit records, or folders of them. */
  readonly paths: readonly string[];
  /** Decisions to be replayed; all without any. */
  readonly ids: readonly string[];
  /** So many of all, chosen at random. */
  readonly sample?: number | undefined;
  readonly models: ReadonlyMap<string, Scorer>;
  /** From 0 to 1, without 1. */
  readonly random: () => number;
}

/**
 * Replays decisions from audit records. Rules are taken from the same records, which tell of each version when it is approved: they
 * are read first.
 */
export async function* replayAudit({ paths, ids, sample, models, random }: FromAudit): AsyncGenerator<Replayed> {
  const files = (await Promise.all(paths.map(filesBelow))).flat();
  const book = new RuleBook();
  const wanted = new Set(ids);
  const isWanted = ({ action, details }: AuditEvent) =>
    action === 'decision.made' && (wanted.size === 0 || wanted.has(String(details.decisionId)));
  const chosen = new Reservoir<AuditEvent>(sample ?? 0, random);
  for await (const event of fraudEvents(files)) {
    book.learn(event);
    if (isWanted(event)) chosen.offer(event);
  }
  const deps = { rules: book.finder(), models };
  const events = sample === undefined ? fraudEvents(files) : chosen.items;
  for await (const event of events) {
    if (!isWanted(event)) continue;
    wanted.delete(String(event.details.decisionId));
    yield await replayEvent(event, deps);
    if (ids.length > 0 && wanted.size === 0) return;
  }
  if (ids.length === 0) return;
  for (const decisionId of wanted) {
    yield { decisionId, outcome: 'unknown', reason: `no record of it is in ${paths.join(', ')}` };
  }
}

/** So many of however many, each as likely as any other. @see J. S. Vitter: Random Sampling with a Reservoir (1985), algorithm R */
class Reservoir<T> {
  readonly items: T[] = [];
  private offered = 0;

  constructor(
    private readonly most: number,
    private readonly random: () => number,
  ) {}

  offer(item: T): void {
    this.offered += 1;
    if (this.items.length < this.most) this.items.push(item);
    else {
      const place = Math.floor(this.random() * this.offered);
      if (place < this.most) this.items[place] = item;
    }
  }
}
