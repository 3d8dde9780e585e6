import * as z from 'zod/mini';
import { caughtSchema } from './caught';
import { decisionResponse } from './decisions';
import { linkingKinds } from './linking-kinds';

/** A decision as lists show it. */
export const decisionSummary = z.object({
  ...{ decisionId: z.string(), decision: decisionResponse.shape.decision, score: decisionResponse.shape.score },
  /** Milliseconds since the epoch. */
  decidedAt: z.int(),
  /** Minor units of the stage's own currency. */
  amount: z.int(),
  ...{ account: z.string(), card: z.string(), merchant: z.string(), country: z.optional(z.string()) },
  /** Codes of its reasons, the weightiest first. */
  reasons: z.array(z.string()),
  /** Whether it turned out to be a fraud; absent while that is not known. */
  fraud: z.optional(z.boolean()),
});
export type DecisionSummary = z.infer<typeof decisionSummary>;

const sampled = {
  /** Part of all decisions that are listed and counted, from 0 to 1: the rest is not kept at hand. */
  share: z.number(),
  /** The stage's own currency, in which amounts are. */
  currency: z.string(),
};

/** `GET /v1/decisions`: the newest first. */
export const decisionsResponse = z.object({
  decisions: z.array(decisionSummary),
  ...sampled,
  /** To be sent for what is older; absent where nothing is. */
  before: z.optional(z.string()),
});
export type DecisionsResponse = z.infer<typeof decisionsResponse>;

/** `GET /v1/stats`: of the newest decisions of the sample. */
export const statsResponse = z.object({
  decisions: z.int(),
  /** When the oldest and the newest of them were made, in milliseconds since the epoch; absent where there are none. */
  from: z.optional(z.int()),
  to: z.optional(z.int()),
  mix: z.object({ approve: z.int(), review: z.int(), decline: z.int() }),
  caught: caughtSchema,
  /** Milliseconds in which they were made, without the write at the end; absent where there are none. */
  tookMs: z.optional(z.object({ p50: z.number(), p95: z.number(), p99: z.number() })),
  ...sampled,
});
export type StatsResponse = z.infer<typeof statsResponse>;

/** `GET /v1/decisions/{decisionId}/linked`: the last decisions on each thing that the payment was made with, the newest first. */
export const linkedResponse = z.object({
  linked: z.array(z.object({ kind: z.enum(linkingKinds), id: z.string(), decisions: z.array(decisionSummary) })),
});
export type LinkedResponse = z.infer<typeof linkedResponse>;
