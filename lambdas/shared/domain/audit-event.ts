import * as z from 'zod/mini';
import { principalSchema } from './principal';

const actor = z.pick(principalSchema, { userId: true, org: true, tier: true, credential: true });

/**
 * One audit and analytics event, version 1: one JSON line in the audit bucket.
 * A change that readers would notice takes a new version; fields may be added to this one.
 */
export const auditEventSchema = z.object({
  version: z.literal(1),
  id: z.string().check(z.minLength(1)),
  /** ISO 8601, UTC. */
  time: z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)),
  /** Which design wrote it, such as `chat`. */
  design: z.string().check(z.minLength(1)),
  /** What happened, such as `message.accepted` or `answer.finished`. */
  action: z.string().check(z.regex(/^[a-z]+(\.[a-z-]+)+$/)),
  outcome: z.enum(['succeeded', 'stopped', 'refused', 'failed']),
  actor,
  /** Ids and figures; never text that a person or a model wrote. */
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Message text, only in a stage whose setting keeps it. */
  text: z.optional(z.string()),
});
export type AuditEvent = z.infer<typeof auditEventSchema>;

/** What a handler says about an event; the audit log adds version, id and time. */
export type AuditEntry = Omit<AuditEvent, 'version' | 'id' | 'time' | 'actor'> & {
  readonly actor: z.input<typeof actor>;
};

/** The event as it is stored: checked, reduced to the schema's fields, and without text unless the stage keeps it. */
export function auditEventOf(entry: AuditEntry, id: string, time: string, keepText: boolean): AuditEvent {
  const event = auditEventSchema.parse({ ...entry, version: 1, id, time });
  if (keepText) return event;
  const { text: _text, ...rest } = event;
  return rest;
}
