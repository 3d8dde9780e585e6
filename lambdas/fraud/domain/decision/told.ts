import { type AuditEntry, type AuditEvent, auditEventOf } from '../../../shared/domain/audit-event';
import { canonicalJson } from '../../../shared/domain/canonical-json';
import { auditEntryOf, decisionItemSchema, labelEntryOf, labelItemSchema } from './audit-entry';
import { listChangeEntryOf, listChangeSchema } from './list-change';

/** What the audit stream is told of an item. */
export interface Told {
  readonly entry: AuditEntry;
  /** The same whenever it is told again. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The event of the audit stream.
 *
 * @param digest of `toldText`, as it was computed when the item was written; absent in items from before there were any
 */
export function eventOf({ entry, id, at }: Told, digest?: string): AuditEvent {
  const details = digest === undefined ? entry.details : { ...entry.details, digest };
  return auditEventOf({ ...entry, details }, id, new Date(at).toISOString(), false);
}

/** All that an event says but its digest, in one form: what the digest is of. */
export function toldText({ id, time, action, outcome, actor, details: { digest: _digest, ...details } }: AuditEvent) {
  return canonicalJson({ id, time, action, outcome, actor, details });
}

/**
 * Decisions, labels and changes of lists are told; whatever else is in the table is not.
 *
 * @param image an item as an event of the table's stream holds it
 * @returns undefined for an item that is not told
 * @throws ZodError for one that should be, and is not understood
 */
export function toldOf(image: Readonly<Record<string, unknown>>): Told | undefined {
  const sk = String(image.sk);
  if (sk === 'decision') {
    const item = decisionItemSchema.parse(image);
    return { entry: auditEntryOf(item), id: item.decisionId, at: item.decidedAt };
  }
  if (sk.startsWith('label#')) {
    const item = labelItemSchema.parse(image);
    return { entry: labelEntryOf(item), id: `${item.decisionId}-label-${item.revision}`, at: item.learnedAt };
  }
  if (sk.startsWith('change#')) {
    const item = listChangeSchema.parse(image);
    return { entry: listChangeEntryOf(item), id: item.changeId, at: item.changedAt };
  }
  return undefined;
}
