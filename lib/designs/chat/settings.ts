import { z } from 'zod';
import { textModelNames } from '../../constructs/inference/inference-profiles';
import type { DesignConfiguration } from '../../design';
import { selfHostedSettings } from './self-hosted-settings';

/** How many generations a tier may have at once. */
const generations = z.union([
  /** Bound of the event source mapping; nothing is kept running for it. */
  z.strictObject({ maxConcurrency: z.number().int().min(2).max(1000) }),
  /** Provisioned pollers of ten generations each, for more than a thousand at once. */
  z
    .strictObject({
      minPollers: z.number().int().min(2).max(200),
      maxPollers: z.number().int().min(2).max(2000),
    })
    .refine(({ minPollers, maxPollers }) => minPollers <= maxPollers, 'no more minPollers than maxPollers'),
]);

/** What a stage may set for chat. */
export const chatSettings = z.strictObject({
  /** The design's share of the month's spend in USD. */
  monthlyBudgetUsd: z.number().positive(),
  /** Models on offer, in order of preference: the first answers where the client names none. */
  models: z
    .array(z.enum(textModelNames))
    .min(1)
    .refine((names) => new Set(names).size === names.length, 'names that differ'),
  /** An open-weight model on GPU instances of the stage's own; without it there is none. */
  selfHosted: selfHostedSettings.optional(),
  /** Bedrock guardrail by region; a region without one has none. */
  guardrails: z.record(z.string(), z.strictObject({ id: z.string().min(1), version: z.string().min(1) })),
  /** Keep what users write in the audit events of their messages. */
  auditMessageText: z.boolean(),
  /** Days after its last message that a conversation is kept; 0 keeps it. */
  historyTtlDays: z.number().int().min(0),
  generations: z.strictObject({ paid: generations, free: generations }),
  /** Requests a second that each API admits, and how many at once, before it answers 429. */
  throttle: z.strictObject({ perSecond: z.number().positive(), burst: z.number().int().positive() }),
  /** Execution environments kept warm per function; 0 keeps none. */
  provisionedConcurrency: z.strictObject({
    authorize: z.number().int().min(0),
    send: z.number().int().min(0),
    generate: z.number().int().min(0),
    complete: z.number().int().min(0),
  }),
  /** 95th percentile of the time to an answer's first token, in milliseconds, above which people are told. */
  firstTokenAlarmMs: z.number().int().positive(),
});

export type ChatSettings = z.output<typeof chatSettings>;

const onDemand = { authorize: 0, send: 0, generate: 0, complete: 0 };

export const chatConfiguration: DesignConfiguration<typeof chatSettings> = {
  schema: chatSettings,
  presets: {
    dev: {
      monthlyBudgetUsd: 25,
      models: ['nova-lite', 'nova-micro', 'nova-pro'],
      guardrails: {},
      auditMessageText: false,
      historyTtlDays: 30,
      generations: { paid: { maxConcurrency: 4 }, free: { maxConcurrency: 2 } },
      throttle: { perSecond: 50, burst: 100 },
      provisionedConcurrency: onDemand,
      firstTokenAlarmMs: 2000,
    },
    staging: {
      monthlyBudgetUsd: 250,
      models: ['nova-lite', 'nova-micro', 'nova-pro'],
      guardrails: {},
      auditMessageText: false,
      historyTtlDays: 30,
      generations: { paid: { maxConcurrency: 50 }, free: { maxConcurrency: 20 } },
      throttle: { perSecond: 500, burst: 1000 },
      provisionedConcurrency: onDemand,
      firstTokenAlarmMs: 1000,
    },
    prod: {
      monthlyBudgetUsd: 200_000,
      models: ['nova-lite', 'nova-micro', 'nova-pro'],
      guardrails: {},
      auditMessageText: false,
      historyTtlDays: 365,
      generations: { paid: { minPollers: 10, maxPollers: 700 }, free: { minPollers: 5, maxPollers: 300 } },
      throttle: { perSecond: 10_000, burst: 5000 },
      provisionedConcurrency: { authorize: 20, send: 50, generate: 100, complete: 20 },
      firstTokenAlarmMs: 500,
    },
  },
};
