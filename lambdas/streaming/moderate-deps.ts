import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type * as z from 'zod/mini';
import { createAsking } from '../shared/asking';
import { documentClient, once as loadedOnce } from '../shared/deps';
import { circuitsInMemory, createCircuitBreaker } from '../shared/domain/circuit-breaker';
import { sha256 } from '../shared/hash';
import type { Logger } from '../shared/logger';
import { createApprovedReader } from '../shared/stores/approved-reader';
import { policyKey } from './adapters/case-items';
import { createCaseWriter } from './adapters/case-writer';
import { createClassifierEndpoint } from './adapters/classifier-endpoint';
import { createConverseJudge } from './adapters/converse-judge';
import { createCurrentPolicy, storedPolicySchema } from './current-policy';
import { readyPolicy } from './domain/cascade/judging';
import type { moderateEnv } from './env';
import type { ModeratingDeps } from './moderating';

/** Milliseconds that tiers 2 and 3 may take, and all tiers of one item. */
const CLASSIFIER_MS = 200;
const MODEL_MS = 1_600;
const MOST_MS = 1_900;

/** Policies that are kept ready: each takes some megabytes. */
const MOST_POLICIES = 100;

/** A client that never repeats a call: who waits has no time for more, and a circuit tells what is down. */
const once = (requestMs: number) => ({
  maxAttempts: 1,
  requestHandler: { connectionTimeout: requestMs, requestTimeout: requestMs, throwOnRequestTimeout: true },
});

/** What the cascade is made with in a function. */
export function moderatingDeps(env: z.infer<typeof moderateEnv>, logger: Logger): ModeratingDeps {
  const document = documentClient();
  const table = env.ITEMS_TABLE_NAME;
  const breaker = createCircuitBreaker(circuitsInMemory(), Date.now);
  const limit = (ms: number) => AbortSignal.timeout(ms);
  const onError = (error: unknown) => logger.error('A tier failed; the item goes on to the next', error as Error);
  const policyError = (error: unknown) => logger.error('A policy could not be read', error as Error);
  const asking = { breaker, limit, onError };
  const classifier = env.CLASSIFIER_ENDPOINT_NAME;
  const budget = { perMonth: env.MODEL_CALLS_A_MONTH, burst: env.MODEL_CALLS_BURST };
  /** Most items end before a model is asked. */
  const allowance = loadedOnce(async () =>
    (await import('./model-allowance')).createModelAllowance({
      ...{ document, table, budget, random: Math.random, platformTable: env.PLATFORM_TABLE_NAME, logger },
    }),
  );
  /** Most items have no images. */
  const images = loadedOnce(async () =>
    (await import('./adapters/image-looks')).createImageLooks(document, table, Date.now),
  );
  return {
    images: {
      of: async (content) => (await images()).of(content),
      expect: async (content, looks) => (await images()).expect(content, looks),
    },
    cases: createCaseWriter({ document, table, keptDays: env.CASE_DAYS }),
    policyOf: createCurrentPolicy({
      stored: createApprovedReader(document, { table, keyOf: policyKey }, storedPolicySchema),
      make: (policy, unread) => readyPolicy(policy, sha256, unread),
      ...{ mostOrgs: MOST_POLICIES, now: Date.now, onError: policyError },
    }),
    ...(classifier !== undefined && {
      classify: createAsking({
        ...{ ...asking, target: 'classifier', mostMs: CLASSIFIER_MS },
        call: createClassifierEndpoint(new SageMakerRuntimeClient(once(CLASSIFIER_MS)), classifier),
      }),
    }),
    askModel: createAsking({
      ...{ ...asking, target: 'model', mostMs: MODEL_MS },
      call: createConverseJudge(new BedrockRuntimeClient(once(MODEL_MS)), env.JUDGE_MODEL_ID),
    }),
    async takeCall(at) {
      try {
        return await (await allowance())(at);
      } catch (error) {
        onError(error);
        return false;
      }
    },
    now: Date.now,
    mostMs: MOST_MS,
  };
}
