import { table } from '../operator/command-line';
import type { Replayed } from './replay';

/** Decisions that are named one by one, at most: a wrong model differs in all of them. */
const MOST = 100;

/** What came of all. */
export class Report {
  private readonly counts = { same: 0, differs: 0, unknown: 0 };
  private readonly named: Exclude<Replayed, { readonly outcome: 'same' }>[] = [];

  add(replayed: Replayed): void {
    this.counts[replayed.outcome] += 1;
    if (replayed.outcome !== 'same' && this.named.length < MOST) this.named.push(replayed);
  }

  get ok(): boolean {
    return this.counts.differs === 0 && this.counts.unknown === 0;
  }

  /** What `--json` prints: counts, and up to a hundred decisions that are not the same. */
  summary() {
    const { same, differs, unknown } = this.counts;
    return { decisions: same + differs + unknown, same, differs, unknown, named: this.named };
  }

  describe(): string {
    const { same, differs, unknown } = this.counts;
    const lines = [`${same} of ${same + differs + unknown} decisions come out the same, to the byte.`];
    const rows = this.named.flatMap((one) =>
      one.outcome === 'differs'
        ? one.differences.map(({ path, recorded, remade }) => [one.decisionId, path, short(recorded), short(remade)])
        : [],
    );
    if (rows.length > 0)
      lines.push('', `${differs} differ:`, table([['DECISION', 'WHERE', 'RECORDED', 'AGAIN'], ...rows]));
    const reasons = Map.groupBy(this.named, (one) => (one.outcome === 'unknown' ? one.reason : ''));
    reasons.delete('');
    if (unknown > 0) lines.push('', `Of ${unknown} it cannot be told:`);
    for (const [reason, all] of reasons)
      lines.push(`  ${all.map(({ decisionId }) => decisionId).join(', ')}: ${reason}`);
    return lines.join('\n');
  }
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
