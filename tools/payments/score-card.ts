import type { DecisionResponse } from '../../lambdas/fraud/domain/api/decisions';
import type { AnsweredDecision } from '../../web/client/fraud-client';
import { percentiles } from '../../web/client/percentiles';

type Outcome = DecisionResponse['decision'];

export const scenarios = ['genuine', 'high amount', 'compromised terminal', 'leaked card'] as const;

/** Counts decisions against the simulator's truth, and how long they took. */
export class ScoreCard {
  readonly decisions: Record<Outcome, number> = { approve: 0, review: 0, decline: 0 };
  /** By number of the scenario: how many there were, and how many of them were reviewed or declined. */
  readonly #byScenario = scenarios.map(() => ({ payments: 0, stopped: 0 }));
  readonly #callerMs: number[] = [];
  readonly #serverMs: number[] = [];
  /** Had been decided already: by an earlier run, or by a request whose answer was lost. */
  replayed = 0;
  /** Got no decision, by code. */
  readonly failed: Record<string, number> = {};
  labels = 0;

  add({ decision: { decision }, timings: { total }, replayed }: AnsweredDecision, scenario: number, ms: number): void {
    this.decisions[decision] += 1;
    const counts = this.#byScenario[scenario];
    if (counts) {
      counts.payments += 1;
      counts.stopped += decision === 'approve' ? 0 : 1;
    }
    this.#callerMs.push(ms);
    if (total !== undefined) this.#serverMs.push(total);
    if (replayed) this.replayed += 1;
  }

  fail(code: string): void {
    this.failed[code] = (this.failed[code] ?? 0) + 1;
  }

  get decided(): number {
    return this.#callerMs.length;
  }

  /** Of frauds, the part that was stopped, and of what was stopped the part that was fraud; absent where there are none. */
  get quality(): { readonly precision?: number; readonly recall?: number } {
    const [genuine, ...frauds] = this.#byScenario;
    const of = (name: 'payments' | 'stopped') => frauds.reduce((sum, counts) => sum + counts[name], 0);
    const stopped = of('stopped') + (genuine?.stopped ?? 0);
    return {
      ...(stopped > 0 && { precision: of('stopped') / stopped }),
      ...(of('payments') > 0 && { recall: of('stopped') / of('payments') }),
    };
  }

  summary() {
    const times = { caller: percentiles(this.#callerMs), server: percentiles(this.#serverMs) };
    return {
      ...{ decided: this.decided, replayed: this.replayed, failed: this.failed, labels: this.labels },
      ...{ decisions: this.decisions, ...this.quality },
      byScenario: this.#byScenario.map((counts, scenario) => ({ scenario: scenarios[scenario] ?? '', ...counts })),
      latencyMs: times,
    };
  }
}
export type Summary = ReturnType<ScoreCard['summary']>;
