import type { BacktestResponse, ChangedDecisions } from '../api/rules';
import { caughtOf, type KnownOutcome } from '../decision/caught';
import { decide } from '../decision/decide';
import type { Policy } from '../decision/policy';
import { askRules, type CompiledRules } from './evaluate';
import type { Facts } from './expression';

/** A decision as it was made. */
export interface RecordedDecision {
  readonly decisionId: string;
  /** Milliseconds since the epoch. */
  readonly decidedAt: number;
  readonly decision: 'approve' | 'review' | 'decline';
  readonly facts: Facts;
  readonly policy: Policy;
  /** What the payment turned out to be, where that is known. */
  readonly fraud?: boolean | undefined;
}

const MOST_EXAMPLES = 5;

/** Decides again, by these rules and with the score of then. */
export function backtest(rules: CompiledRules, recorded: readonly RecordedDecision[]): BacktestResponse {
  const changed = new Map<string, RecordedDecision[]>();
  const after: KnownOutcome[] = [];
  const held: Record<string, number> = Object.fromEntries(rules.rules.map(({ rule }) => [rule.id, 0]));
  for (const record of recorded) {
    const { facts, policy } = record;
    const verdict = askRules(rules, facts);
    for (const { id } of [...verdict.live, ...verdict.shadow]) held[id] = (held[id] ?? 0) + 1;
    const score = Number.isNaN(facts.score) ? undefined : { probability: facts.score, reasons: () => [] };
    const { decision } = decide(verdict, score, facts.payment.amount, policy);
    after.push({ decision, fraud: record.fraud });
    const change = `${record.decision} ${decision}`;
    if (decision !== record.decision) changed.set(change, [...(changed.get(change) ?? []), record]);
  }
  const times = recorded.map(({ decidedAt }) => decidedAt);
  return {
    decisions: recorded.length,
    ...(times.length > 0 && { from: Math.min(...times), to: Math.max(...times) }),
    ...{ before: caughtOf(recorded), after: caughtOf(after) },
    changed: [...changed].map(([change, records]) => changedOf(change, records)),
    held,
  };
}

function changedOf(change: string, records: readonly RecordedDecision[]): ChangedDecisions {
  const [from = '', to = ''] = change.split(' ');
  return {
    ...{ from, to, decisions: records.length },
    frauds: records.filter(({ fraud }) => fraud === true).length,
    genuine: records.filter(({ fraud }) => fraud === false).length,
    examples: records.slice(0, MOST_EXAMPLES).map(({ decisionId }) => decisionId),
  };
}
