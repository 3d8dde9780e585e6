import * as z from 'zod/mini';
import '../../../shared/domain/english';

/** Ids are of the caller's own making; tokens, never numbers of cards. */
export const entityId = z
  .string()
  .check(z.regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 printable characters without blanks'));

/** Ten thousand million minor units: more is a mistake of whoever asks. */
export const MOST_AMOUNT = 10_000_000_000;

/** A day old at most, five minutes ahead at most: clocks that are further off are wrong. */
export const OLDEST_MS = 86_400_000;
export const AHEAD_MS = 300_000;

/** `POST /v1/decisions`. */
export const decisionRequest = z.strictObject({
  /** Minor units, such as cents. */
  amount: z.int().check(z.gte(1, 'must be 1 or more, in minor units such as cents'), z.lte(MOST_AMOUNT)),
  /** ISO 4217; which ones a stage takes is a setting. */
  currency: z.string().check(z.regex(/^[A-Z]{3}$/, 'must be three capitals, as in ISO 4217')),
  /** ISO 8601 with its zone. */
  occurredAt: z.iso.datetime({ offset: true, error: 'must be a time such as 2026-11-28T19:00:00Z' }),
  account: entityId,
  card: entityId,
  merchant: entityId,
  device: z.optional(entityId),
  ip: z.optional(z.union([z.ipv4(), z.ipv6()], { error: 'must be an IPv4 or IPv6 address' })),
  country: z.optional(z.string().check(z.regex(/^[A-Z]{2}$/, 'must be two capitals, as in ISO 3166-1'))),
  place: z.optional(
    z.strictObject({
      lat: z.number().check(z.gte(-90), z.lte(90)),
      lon: z.number().check(z.gte(-180), z.lte(180)),
    }),
  ),
});
export type DecisionRequest = z.infer<typeof decisionRequest>;

/**
 * What is left out when a stage of the decision is late or down, in the order in which it happens: the organisation's own model (the
 * bundled one scores), the endpoint (the same model scores in the function), the model (rules decide); and what streaming knows, which rules then do
 * without.
 */
export const degradations = ['lineup', 'endpoint', 'model', 'stream'] as const;
export type Degradation = (typeof degradations)[number];

/** One reason of a decision, for reviewers and for letters to customers. */
export const reasonSchema = z.object({
  /** Stable, such as `velocity` or `rule:blocked`. */
  code: z.string(),
  message: z.string(),
});
export type ReasonView = Readonly<z.infer<typeof reasonSchema>>;

/** `200` of `POST /v1/decisions`: the same bytes whenever the same key is sent again. */
export const decisionResponse = z.object({
  decisionId: z.string(),
  decision: z.enum(['approve', 'review', 'decline']),
  /** Probability of fraud by the model, from 0 to 1; absent where no model could be asked. */
  score: z.optional(z.number().check(z.gte(0), z.lte(1))),
  reasons: z.readonly(z.array(reasonSchema)),
  /** Version of the model that scored, and where it ran. */
  model: z.optional(z.object({ version: z.string(), ran: z.enum(['in-process', 'endpoint']) })),
  rules: z.object({
    version: z.int().check(z.gte(0)),
    matched: z.readonly(z.array(z.string())),
    shadow: z.readonly(z.array(z.string())),
  }),
  degraded: z.readonly(z.array(z.enum(degradations))),
});
export type DecisionResponse = Readonly<z.infer<typeof decisionResponse>>;
