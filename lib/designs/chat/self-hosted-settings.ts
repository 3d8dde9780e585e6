import { z } from 'zod';
import {
  gpuCopies,
  gpuInstanceType,
  modelBucket,
  modelFiles,
  modelPrefix,
} from '../../constructs/gpu-endpoint/settings';

const cron = z.string().regex(/^cron\(.+\)$/, 'a schedule such as cron(0 8 ? * MON-FRI *)');
const usdPerMTok = z.number().min(0).max(1000).multipleOf(0.000001);

/**
 * An open-weight model on GPU instances of the stage's own, beside those of Bedrock. A fresh account's quota for GPU
 * instances is 0: ask for one before this is set.
 */
export const selfHostedSettings = z.strictObject({
  /** The name that clients ask for. */
  model: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, 'lower-case letters, digits, dots and hyphens'),
  /** Tiers whose users it answers. */
  tiers: z.array(z.enum(['free', 'paid'])).min(1),
  /** Its files in S3, below `<prefix>/<digest of all of them>/`, and SHA-256 of each. */
  files: modelFiles,
  prefix: modelPrefix,
  /** Bucket by region: SageMaker reads from its own region only. A region without one has no such model. */
  buckets: z.record(z.string(), modelBucket),
  instanceType: gpuInstanceType,
  gpusPerCopy: z.number().int().min(1).max(16).default(1),
  /** A `min` of 0 lets it go to nothing: then the first request is answered by another model while a copy starts. */
  copies: gpuCopies(0),
  /** Hours in which copies are kept whatever the load. */
  warmHours: z
    .strictObject({ from: cron, until: cron, copies: z.number().int().min(1).max(100), timeZone: z.string().min(1) })
    .optional(),
  /** Tokens of context that the container is started with, the answer included. */
  contextTokens: z.number().int().min(1024),
  maxOutputTokens: z.number().int().positive().max(64_000),
  /** vLLM's parser for the model's tool calls, such as `hermes`; without one the model is asked for no tools. */
  toolCallParser: z
    .string()
    .regex(/^[a-z0-9_]+$/, 'the name of a parser')
    .optional(),
  /** What users are charged in USD a million tokens; the instances cost by the hour. */
  prices: z.strictObject({ inputPerMTok: usdPerMTok, outputPerMTok: usdPerMTok, cachedPerMTok: usdPerMTok }),
  /** Of the instances, in each region. */
  monthlyBudgetUsd: z.number().positive(),
  /** 95th percentile of the model's latency, in milliseconds, above which people are told and a rollout is undone. */
  latencyAlarmMs: z.number().int().positive(),
});

export type SelfHostedSettings = z.output<typeof selfHostedSettings>;
