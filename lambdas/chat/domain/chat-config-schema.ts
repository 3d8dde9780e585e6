import * as z from 'zod/mini';
import '../../shared/domain/english';
import { tierSchema } from '../../shared/domain/principal';
import { HISTORY_TOKENS } from './chat-config';
import { pricesSchema, promptCachingSchema } from './prices';

const name = z
  .string()
  .check(z.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be 1 to 64 of a-z 0-9 . _ -, beginning with a letter or digit'));
const whole = z.int().check(z.positive());

/** What one user, or one organisation, may use. */
export const limitsSchema = z.strictObject({
  requestsPerMinute: whole,
  /** Tokens in and out; a request reserves its estimate and gives back what it did not use. */
  tokensPerMinute: whole,
  monthlyTokens: whole,
  monthlyUsd: z.number().check(z.positive()),
});
export type Limits = z.infer<typeof limitsSchema>;

const target = {
  name,
  /** Its share of the pool's users, relative to the other targets' weights; 0 takes it out of use. */
  weight: z.number().check(z.gte(0)),
  prices: pricesSchema,
  /** Takes an assistant's unfinished text as the beginning of its own answer. */
  continues: z.boolean(),
  /** False where it takes no tools: then requests that need them pass it over. */
  tools: z.optional(z.boolean()),
};
export const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...target,
    kind: z.literal('bedrock'),
    bedrockModelId: z.string().check(z.minLength(1)),
    promptCaching: z.optional(promptCachingSchema),
  }),
  z.strictObject({
    ...target,
    kind: z.literal('sagemaker'),
    endpointName: z.string().check(z.minLength(1)),
    inferenceComponentName: z.optional(z.string().check(z.minLength(1))),
  }),
]);
export type Target = z.infer<typeof targetSchema>;

export const poolSchema = z.strictObject({
  name,
  /** Tiers that it serves. */
  tiers: z.array(tierSchema).check(z.minLength(1)),
  /** Models, by the names that clients ask for, which it answers as. */
  models: z.array(z.string().check(z.minLength(1))).check(z.minLength(1)),
  targets: z.array(targetSchema).check(z.minLength(1)),
  /** Pools that are asked in this order when no target of this one answers. */
  fallbacks: z.array(name),
});
export type Pool = z.infer<typeof poolSchema>;

/** A message that matches is answered with a refusal. */
export const moderationRuleSchema = z.strictObject({
  name,
  /** Regular expression of RE2, matched regardless of case anywhere in a text; compiled when it is applied. */
  pattern: z.string().check(z.minLength(1), z.maxLength(1000)),
  /** Reason code that the client is told. */
  reason: z.string().check(z.regex(/^[a-z0-9_]{1,64}$/, 'must be 1 to 64 of a-z 0-9 _')),
  /** What users say (`input`), what models answer (`output`), or both. */
  appliesTo: z._default(z.array(z.enum(['input', 'output'])).check(z.minLength(1)), ['input']),
});
export type ModerationRule = z.infer<typeof moderationRuleSchema>;

const host = z
  .string()
  .check(
    z.regex(/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'must be a host name in lower case'),
  );

/** All that is decided about chat without a deploy: limits, pools, prices and rules. */
export const chatConfigSchema = z
  .strictObject({
    tiers: z.strictObject({ free: limitsSchema, paid: limitsSchema }),
    /** Limits of organisations that have their own; `shards` spreads a large one's buckets and quota (1,000 writes/s each). */
    orgs: z.record(
      z.string().check(z.minLength(1)),
      z.extend(limitsSchema, { shards: z.optional(whole.check(z.lte(100))) }),
    ),
    orgDefault: limitsSchema,
    pools: z.array(poolSchema).check(z.minLength(1)),
    /** What models are told of a conversation before a message. */
    context: z._default(
      z.strictObject({
        /** Tokens of it at most. */
        historyTokens: whole.check(z.gte(500)),
        /** Model that summarises what would not fit any more; null: it is forgotten. */
        summaryModel: z.nullable(z.string().check(z.minLength(1))),
      }),
      { historyTokens: HISTORY_TOKENS, summaryModel: null },
    ),
    moderation: z.strictObject({ rules: z.array(moderationRuleSchema).check(z.maxLength(100)) }),
    tools: z.strictObject({
      /** Names of the tools that models are offered. */
      enabled: z.array(z.string().check(z.minLength(1))),
      /** Hosts that the tool `fetch_url` may reach. */
      fetchAllowList: z.array(host),
    }),
  })
  .check(z.superRefine(checkPools));
export type ChatConfig = z.infer<typeof chatConfigSchema>;

/** One stored version of the document. */
export const storedConfigSchema = z.object({
  version: whole,
  document: chatConfigSchema,
  /** ISO 8601, UTC. */
  at: z.string(),
  note: z.optional(z.string()),
});
export type StoredConfig = z.infer<typeof storedConfigSchema>;

function checkPools(
  { pools, context: { summaryModel } }: { pools: readonly Pool[]; context: { summaryModel: string | null } },
  context: z.core.$RefinementCtx,
): void {
  const names = pools.map((pool) => pool.name);
  const targets = pools.flatMap((pool) => pool.targets.map((each) => each.name));
  const issue = (message: string) => context.addIssue({ code: 'custom', path: ['pools'], message });
  for (const twice of repeated(names)) issue(`two pools are named ${twice}`);
  for (const twice of repeated(targets)) issue(`two targets are named ${twice}`);
  if (summaryModel !== null && !pools.some(({ models }) => models.includes(summaryModel)))
    issue(`no pool answers as ${summaryModel}, which is to make summaries`);
  for (const pool of pools) {
    if (pool.targets.every(({ weight }) => weight === 0)) issue(`${pool.name} has no target in use`);
    for (const fallback of pool.fallbacks) {
      if (fallback === pool.name || !names.includes(fallback))
        issue(`${pool.name} falls back on ${fallback}, which is no other pool`);
    }
  }
}

const repeated = (names: readonly string[]): string[] => names.filter((each, index) => names.indexOf(each) !== index);
