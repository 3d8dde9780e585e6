import * as z from 'zod/mini';
import type { AuditEntry } from '../../../shared/domain/audit-event';
import { actorSchema } from './actor';

/** One change of a list, as it is kept and told: who, what and why. */
export const listChangeSchema = z.object({
  changeId: z.string(),
  actor: actorSchema,
  kind: z.string(),
  value: z.string(),
  /** Empty where it was taken off. */
  list: z.enum(['allow', 'block', '']),
  reason: z.string(),
  /** Milliseconds since the epoch. */
  changedAt: z.int(),
  expiresAt: z.optional(z.int()),
});
export type ListChange = z.infer<typeof listChangeSchema>;

/** What the audit stream is told of it. Its reason is part of the record: who writes it knows that it is kept. */
export const listChangeEntryOf = ({ actor, kind, expiresAt, ...change }: ListChange): AuditEntry => ({
  ...{ design: 'fraud', action: 'list.changed', outcome: 'succeeded', actor },
  details: { ...change, listKind: kind, ...(expiresAt !== undefined && { expiresAt }) },
});
