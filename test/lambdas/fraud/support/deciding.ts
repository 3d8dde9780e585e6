import type { DecidingDeps } from '../../../../lambdas/fraud/deciding';
import { featureNames } from '../../../../lambdas/fraud/domain/features/features-of';
import { createScorer } from '../../../../lambdas/fraud/domain/model/scorer';
import { defaultRules } from '../../../../lambdas/fraud/domain/rules/default-rules';
import { compileRules } from '../../../../lambdas/fraud/domain/rules/evaluate';
import { createExpressions } from '../../../../lambdas/fraud/domain/rules/expression';
import { MemoryStore } from './memory-store';
import { smallModel } from './model';
import { policy } from './policy';

export const compile = createExpressions(featureNames);
export const rules = compileRules(defaultRules, compile);

/** Everything that decides, as it is when deployed, over a store in memory and a small model. */
export function decidingOf(store = new MemoryStore(), more: Partial<DecidingDeps> = {}): DecidingDeps {
  const score = createScorer(smallModel, featureNames);
  return {
    store,
    rules: async () => rules,
    score: async (features) => ({
      score: score(features),
      model: { version: smallModel.version, ran: 'in-process' },
      degraded: [],
    }),
    policy,
    storeMs: 60_000,
    now: () => 1_700_000_000_000,
    random: Math.random,
    ...more,
  };
}
