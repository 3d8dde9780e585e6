import type * as z from 'zod/mini';
import { documentClient } from '../shared/deps';
import type { Logger } from '../shared/logger';
import { createDecisionStore } from './adapters/decision-store';
import { createRulesStore } from './adapters/rules-store';
import { createCurrentRules } from './current-rules';
import type { DecideDeps } from './decide.handler';
import { createConversion } from './domain/currency';
import { featureNames } from './domain/features/features-of';
import { type Compile, createExpressions } from './domain/rules/expression';
import type { decideEnv } from './env';
import { scoringDeps } from './scoring-deps';

/** Everything that a decision needs, but its clock. */
export function decidingDeps(
  env: z.infer<typeof decideEnv>,
  logger: Logger,
  metrics: DecideDeps['metrics'],
): Omit<DecideDeps, 'metrics' | 'ticks'> {
  const document = documentClient();
  let expressions: Compile | undefined;
  return {
    toOwnCurrency: createConversion(env.CURRENCIES),
    currencies: [...new Set([env.CURRENCIES.own, ...Object.keys(env.CURRENCIES.rates)])],
    totalMs: env.BUDGET.total,
    now: Date.now,
    onError: (error) => logger.error('The store of decisions could not be reached', error as Error),
    deciding: {
      store: createDecisionStore({
        document,
        decisionsTable: env.DECISIONS_TABLE_NAME,
        historiesTable: env.HISTORIES_TABLE_NAME,
        decisionDays: env.DECISION_DAYS,
        sampleShare: env.SAMPLE_SHARE,
        now: Date.now,
      }),
      rules: createCurrentRules({
        store: createRulesStore(document, env.DECISIONS_TABLE_NAME),
        compile: () => {
          expressions ??= createExpressions(featureNames);
          return expressions;
        },
        now: Date.now,
        onError: (error) => logger.error('Rules could not be read; the last known ones hold', error as Error),
      }),
      score: scoringDeps(env, document, logger, metrics),
      policy: env.POLICY,
      storeMs: env.BUDGET.store,
      now: Date.now,
      random: Math.random,
    },
  };
}
