import type { DecidingDeps } from '../../../../lambdas/fraud/deciding';
import { featureNames } from '../../../../lambdas/fraud/domain/features/features-of';
import { defaultRules } from '../../../../lambdas/fraud/domain/rules/default-rules';
import { compileRules } from '../../../../lambdas/fraud/domain/rules/evaluate';
import { createExpressions } from '../../../../lambdas/fraud/domain/rules/expression';
import { createLoadedModels, ready } from '../../../../lambdas/fraud/loaded-models';
import { createScoring, type Scoring, type ScoringDeps } from '../../../../lambdas/fraud/scoring';
import { randomOf } from '../../../../models/random';
import { testSeed } from '../../../support/seed/seed';
import { MemoryStore } from './memory-store';
import { smallModel } from './model';
import { policy } from './policy';

export const compile = createExpressions(featureNames);
export const rules = compileRules(defaultRules, compile);

/** What scores as it is when deployed, by a small model in the bundle's place. */
export function scoringOf(more: Partial<ScoringDeps> = {}): Scoring {
  const bundled = ready(smallModel);
  const { version, sha256 } = smallModel;
  const none = async () => {
    throw new Error('there are no other models');
  };
  return createScoring({
    bundled,
    models: createLoadedModels({ artefacts: { read: none }, bundled, now: () => 0, onError: () => undefined }),
    lineup: async () => ({ champion: { version, sha256 } }),
    totalMs: 60_000,
    limit: () => new AbortController().signal,
    note: () => undefined,
    ...more,
  });
}

/** Everything that decides, as it is when deployed, over a store in memory and a small model. */
export function decidingOf(store = new MemoryStore(), more: Partial<DecidingDeps> = {}): DecidingDeps {
  return {
    store,
    rules: async () => rules,
    score: scoringOf(),
    policy,
    storeMs: 60_000,
    now: () => 1_700_000_000_000,
    random: randomOf(testSeed),
    ...more,
  };
}
