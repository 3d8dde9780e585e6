import { type AuditEntry, auditEventOf } from './domain/audit-event';

/** Where handlers tell what happened. It never fails the request: an event that cannot be written is logged as an error. */
export interface AuditLog {
  record(entry: AuditEntry): Promise<void>;
}

/** Writes one line to the audit stream. */
export type AuditSink = (line: { readonly key: string; readonly data: Uint8Array }) => Promise<void>;

export interface AuditLogDeps {
  readonly sink: AuditSink;
  readonly newId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly keepText: boolean;
  readonly onError: (error: unknown) => void;
}

export function createAuditLog({ sink, newId, now, keepText, onError }: AuditLogDeps): AuditLog {
  const encoder = new TextEncoder();
  return {
    async record(entry) {
      try {
        const event = auditEventOf(entry, newId(), new Date(now()).toISOString(), keepText);
        await sink({ key: event.id, data: encoder.encode(`${JSON.stringify(event)}\n`) });
      } catch (error) {
        onError(error);
      }
    },
  };
}
