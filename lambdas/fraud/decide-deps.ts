import type * as z from 'zod/mini';
import { documentClient, once } from '../shared/deps';
import { circuitsInMemory, createCircuitBreaker } from '../shared/domain/circuit-breaker';
import type { Logger } from '../shared/logger';
import { createDecisionStore } from './adapters/decision-store';
import { createRulesStore } from './adapters/rules-store';
import { createCurrentRules } from './current-rules';
import type { DecideDeps } from './decide.handler';
import { createConversion } from './domain/currency';
import type { StreamFeatures } from './domain/decision/stream-features';
import { featureNames } from './domain/features/features-of';
import { type Compile, createExpressions } from './domain/rules/expression';
import type { decideEnv } from './env';
import { scoringDeps } from './scoring-deps';
import { type AskStream, createAskStream } from './streamed-features';

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
          expressions ??= createExpressions(featureNames, env.STREAM_FEATURES?.names);
          return expressions;
        },
        now: Date.now,
        onError: (error) => logger.error('Rules could not be read; the last known ones hold', error as Error),
      }),
      score: scoringDeps(env, document, logger, metrics),
      ...(env.STREAM_FEATURES && { stream: askStream(env.STREAM_FEATURES, logger) }),
      policy: env.POLICY,
      storeMs: env.BUDGET.store,
      now: Date.now,
      random: Math.random,
    },
  };
}

/** With a client that is loaded for the first payment. */
function askStream(settings: StreamFeatures, logger: Logger): AskStream {
  const invoking = once(async () => {
    const [{ LambdaClient }, { createInvokeFunction }] = await Promise.all([
      import('@aws-sdk/client-lambda'),
      import('../shared/invoke-function'),
    ]);
    // One attempt: a second would be after the deadline.
    const client = new LambdaClient({ maxAttempts: 1 });
    return createInvokeFunction(() => client);
  });
  return createAskStream({
    settings,
    invoke: async (...call) => (await invoking())(...call),
    breaker: createCircuitBreaker(circuitsInMemory(), Date.now),
    limit: AbortSignal.timeout,
    onError: (error) => logger.error('What streaming knows could not be had; rules do without', error as Error),
  });
}
