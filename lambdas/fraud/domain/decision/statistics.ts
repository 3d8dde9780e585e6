import type { StatsResponse } from '../api/recent';
import { caughtOf, type KnownOutcome } from './caught';

/** A decision as statistics count it. */
export interface CountedDecision extends KnownOutcome {
  /** Milliseconds since the epoch. */
  readonly decidedAt: number;
  /** Milliseconds; absent of decisions that were made before it was noted. */
  readonly tookMs?: number | undefined;
}

/** The mix of decisions, how good they were and how fast. @param decisions in any order */
export function statisticsOf(decisions: readonly CountedDecision[]): Omit<StatsResponse, 'share' | 'currency'> {
  const times = decisions.map(({ decidedAt }) => decidedAt);
  const took = decisions.flatMap(({ tookMs }) => tookMs ?? []).sort((one, another) => one - another);
  const of = (outcome: string) => decisions.filter(({ decision }) => decision === outcome).length;
  return {
    decisions: decisions.length,
    ...(times.length > 0 && { from: Math.min(...times), to: Math.max(...times) }),
    mix: { approve: of('approve'), review: of('review'), decline: of('decline') },
    caught: caughtOf(decisions),
    ...(took.length > 0 && { tookMs: { p50: at(took, 0.5), p95: at(took, 0.95), p99: at(took, 0.99) } }),
  };
}

/** By the nearest rank. @param sorted ascending, at least one */
const at = (sorted: readonly number[], share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
