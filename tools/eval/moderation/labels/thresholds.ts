import { likeliest } from '../../../../lambdas/streaming/domain/cascade/cascade';
import type { Label } from '../../../../lambdas/streaming/domain/cascade/label';
import { type Share, shareOf } from '../interval';

/** A threshold of the classifier with what it would have done to the labels that have scores. */
export interface SuggestedThreshold {
  readonly threshold: number;
  /** Of what people found the other way. */
  readonly wrong: Share;
  /** Of what people found the same way. */
  readonly right: Share;
}

export interface SuggestedThresholds {
  /** Of what may be decided wrongly, 0 to 1. */
  readonly rate: number;
  /** Labels with scores, by what people found. */
  readonly approved: number;
  readonly rejected: number;
  /** The lowest `rejectFrom` and the highest `approveTo` of which no more is wrong; undefined where labels are too few to tell, or none is so good. */
  readonly rejectFrom?: SuggestedThreshold | undefined;
  readonly approveTo?: SuggestedThreshold | undefined;
}

interface Scored {
  readonly likelihood: number;
  readonly isRejected: boolean;
}

/** Thresholds of tier 2 at a rate of errors, by labels; nothing where so few labels could not show that rate. */
export function suggestThresholds(labels: readonly Label[], rate: number): SuggestedThresholds {
  const scored = labels.flatMap(({ path, found }): Scored[] => {
    const [, likelihood] = likeliest(path.find(({ tier }) => tier === 2)?.scores) ?? [];
    return likelihood === undefined ? [] : [{ likelihood, isRejected: found.decision === 'reject' }];
  });
  const rejected = scored.filter(({ isRejected }) => isRejected);
  const approved = scored.filter(({ isRejected }) => !isRejected);
  return {
    ...{ rate, approved: approved.length, rejected: rejected.length },
    rejectFrom: lowest(approved, rejected, rate, (likelihood, threshold) => likelihood >= threshold, 'lowest'),
    approveTo: lowest(rejected, approved, rate, (likelihood, threshold) => likelihood <= threshold, 'highest'),
  };
}

function lowest(
  others: readonly Scored[],
  own: readonly Scored[],
  rate: number,
  isDecided: (likelihood: number, threshold: number) => boolean,
  wanted: 'lowest' | 'highest',
): SuggestedThreshold | undefined {
  // Of fewer than this one error would be more than the rate.
  if (others.length * rate < 1 || own.length === 0) return undefined;
  const shareAt = (all: readonly Scored[], threshold: number) =>
    shareOf(all.filter(({ likelihood }) => isDecided(likelihood, threshold)).length, all.length);
  const candidates = [...new Set(own.map(({ likelihood }) => likelihood))].sort((one, other) =>
    wanted === 'lowest' ? one - other : other - one,
  );
  const threshold = candidates.find((candidate) => shareAt(others, candidate).share <= rate);
  if (threshold === undefined) return undefined;
  return { threshold, wrong: shareAt(others, threshold), right: shareAt(own, threshold) };
}
