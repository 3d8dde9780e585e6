import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type * as z from 'zod/mini';
import { createAsking } from '../shared/asking';
import { boundedCalls, documentClient, once } from '../shared/deps';
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

/** Milliseconds that tiers 2 and 3 may take, and all tiers of one item: nobody has time to repeat a call, and a circuit tells what is down. */
const CLASSIFIER_MS = 200;
const MODEL_MS = 1_600;
const MOST_MS = 1_900;

/** Policies that are kept ready: each takes some megabytes. */
const MOST_POLICIES = 100;

/** What the cascade is made with in a function. */
export function moderatingDeps(env: z.infer<typeof moderateEnv>, logger: Logger): ModeratingDeps {
  const document = documentClient();
  const table = env.ITEMS_TABLE_NAME;
  const breaker = createCircuitBreaker(circuitsInMemory(), Date.now);
  const onError = (error: unknown) => logger.error('A tier failed; the item goes on to the next', error as Error);
  const asking = { breaker, limit: (ms: number) => AbortSignal.timeout(ms), onError };
  const classifier = env.CLASSIFIER_ENDPOINT_NAME;
  const budget = { perMonth: env.MODEL_CALLS_A_MONTH, burst: env.MODEL_CALLS_BURST };
  /** Most items end before a model is asked. */
  const allowance = once(async () =>
    (await import('./model-allowance')).createModelAllowance({
      ...{ document, table, budget, random: Math.random, platformTable: env.PLATFORM_TABLE_NAME, logger },
    }),
  );
  /** Most items have no images. */
  const images = once(async () => (await import('./adapters/image-looks')).createImageLooks(document, table, Date.now));
  return {
    images: {
      of: async (content) => (await images()).of(content),
      expect: async (content, looks) => (await images()).expect(content, looks),
    },
    cases: createCaseWriter({ document, table, keptDays: env.CASE_DAYS }),
    policyOf: createCurrentPolicy({
      stored: createApprovedReader(document, { table, keyOf: policyKey }, storedPolicySchema),
      make: (policy, unread) => readyPolicy(policy, sha256, unread),
      ...{ mostOrgs: MOST_POLICIES, now: Date.now },
      onError: (error) => logger.error('A policy could not be read', error as Error),
    }),
    ...(classifier !== undefined && {
      classify: createAsking({
        ...{ ...asking, target: 'classifier', mostMs: CLASSIFIER_MS },
        call: createClassifierEndpoint(new SageMakerRuntimeClient(boundedCalls(CLASSIFIER_MS, 1)), classifier),
      }),
    }),
    askModel: createAsking({
      ...{ ...asking, target: 'model', mostMs: MODEL_MS },
      call: createConverseJudge(new BedrockRuntimeClient(boundedCalls(MODEL_MS, 1)), env.JUDGE_MODEL_ID),
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
