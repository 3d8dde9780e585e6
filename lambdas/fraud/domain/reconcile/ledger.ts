import { hash32 } from '../features/seen';
import type { Finding } from './findings';

/** Milliseconds at either end of an hour in which clocks may disagree about what belongs to it. */
const CLOCKS_MS = 5_000;

interface Step {
  /** Of the event: one that came twice is one step. */
  readonly id: string;
  readonly version: number;
  readonly at: number;
}

/**
 * The ledger of histories: every decision and label names the version of each history that it was added to, so that the versions of a
 * history within an hour follow each other without a gap, and none is named twice.
 *
 * @param parts one in so many histories is looked at: another part each day
 */
export class Ledger {
  private readonly steps = new Map<string, Step[]>();

  constructor(
    private readonly hourStart: number,
    private readonly parts: number,
  ) {}

  /** @param step what was added after a version of the history, at a time in milliseconds since the epoch */
  add(history: string, step: Step): void {
    const day = Math.floor(this.hourStart / 86_400_000);
    if (hash32(history) % this.parts !== day % this.parts) return;
    const steps = this.steps.get(history) ?? [];
    steps.push(step);
    this.steps.set(history, steps);
  }

  get histories(): IterableIterator<string> {
    return this.steps.keys();
  }

  /** @param current versions as they are now, of the histories that there still are */
  check(current: ReadonlyMap<string, number>): Finding[] {
    return [...this.steps].flatMap(([history, steps]) => this.checkOne(history, steps, current.get(history) ?? 0));
  }

  private checkOne(history: string, steps: readonly Step[], current: number): Finding[] {
    const once = [...new Map(steps.map((step) => [step.id, step])).values()];
    const sorted = once.toSorted((one, other) => one.version - other.version);
    const findings: Finding[] = [];
    for (const [index, { version, at }] of sorted.entries()) {
      const next = sorted[index + 1];
      if (next?.version === version) findings.push({ kind: 'overwritten', history, version });
      else if (next && next.version > version + 1 && this.isWithin(at) && this.isWithin(next.at))
        findings.push({ kind: 'uncounted', history, version: version + 1 });
    }
    const last = sorted.at(-1)?.version ?? 0;
    if (current <= last) findings.push({ kind: 'put-back', history, version: current });
    return findings;
  }

  private isWithin(at: number): boolean {
    return at >= this.hourStart + CLOCKS_MS && at < this.hourStart + 3_600_000 - CLOCKS_MS;
  }
}
