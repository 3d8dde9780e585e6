import * as z from 'zod/mini';
import type { AuditEntry } from '../../../shared/domain/audit-event';
import { canonicalJson } from '../../../shared/domain/canonical-json';
import { entityKinds } from '../features/entity';
import { actorSchema } from './actor';

const version = z.object({ kind: z.string(), shard: z.int(), version: z.int() });

/** A decision as an event of the table's stream holds it, as far as the audit stream is told. */
export const decisionItemSchema = z.object({
  decisionId: z.string(),
  actor: actorSchema,
  body: z.string(),
  payment: z.record(z.string(), z.unknown()),
  /** Bytes in base64, as Lambda hands them over. */
  features: z.string(),
  /** Absent in decisions of rules alone, and in those from before models were told apart. */
  model: z.optional(z.object({ version: z.string(), sha256: z.string(), ran: z.string() })),
  shadow: z.optional(z.object({ version: z.string(), sha256: z.string(), score: z.number() })),
  lists: z.record(z.string(), z.string()),
  policy: z.record(z.string(), z.unknown()),
  seen: z.array(version),
  counted: z.array(version),
  decidedAt: z.int(),
});
export type DecisionItem = z.infer<typeof decisionItemSchema>;

/**
 * What the audit stream is told of a decision: all that it was made from, so that it can be made again. Flat, as columns of a
 * table are; the features are single-precision numbers, little endian, in base64.
 */
export function auditEntryOf(item: DecisionItem): AuditEntry {
  const { decision, score, model, rules, degraded } = JSON.parse(item.body);
  const { shadow } = item;
  return {
    design: 'fraud',
    action: 'decision.made',
    outcome: 'succeeded',
    actor: item.actor,
    details: {
      ...{ decisionId: item.decisionId, decision, decidedAt: item.decidedAt },
      ...(score !== undefined && { score }),
      ...(model && { model: model.version, modelRan: model.ran }),
      ...(item.model && { modelSha256: item.model.sha256 }),
      ...(shadow && { shadowModel: shadow.version, shadowSha256: shadow.sha256, shadowScore: shadow.score }),
      ...{ rulesVersion: rules.version, rulesMatched: rules.matched.join(' '), rulesShadow: rules.shadow.join(' ') },
      ...{ degraded: degraded.join(' '), body: item.body, features: item.features },
      ...{ payment: canonicalJson(item.payment), lists: canonicalJson(item.lists), policy: canonicalJson(item.policy) },
      ...{ seen: canonicalJson(item.seen), counted: canonicalJson(item.counted) },
    },
  };
}

/** Which part of an entity's history learnt of a label, and what version that had before. */
export const taughtSchema = z.object({
  kind: z.enum(entityKinds),
  shard: z.int(),
  version: z.int(),
  /** Key of the history: the event names no entity. */
  history: z.string(),
});

/** A label as an event of the table's stream holds it. */
export const labelItemSchema = z.object({
  actor: actorSchema,
  decisionId: z.string(),
  fraud: z.boolean(),
  source: z.string(),
  learnedAt: z.int(),
  revision: z.int(),
  corrects: z.optional(z.int()),
  taught: z.array(taughtSchema),
});

export type LabelItem = z.infer<typeof labelItemSchema>;

/** What the audit stream is told of what a payment turned out to be. */
export const labelEntryOf = ({ actor, taught, corrects, ...label }: LabelItem): AuditEntry => ({
  ...{ design: 'fraud', action: 'feedback.learnt', outcome: 'succeeded', actor },
  details: { ...label, ...(corrects !== undefined && { corrects }), taught: canonicalJson(taught) },
});
