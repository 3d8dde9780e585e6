import type { AuditEntry } from '../../../shared/domain/audit-event';
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
