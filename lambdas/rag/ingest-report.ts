import type { AuditLog } from '../shared/audit';
import type { AuditEntry } from '../shared/domain/audit-event';
import type { Metrics } from '../shared/metrics';
import type { Actor } from './domain/head';
import type { IngestReport } from './ingestion';

export interface IngestReportDeps {
  readonly audit: AuditLog;
  readonly metrics: Pick<Metrics, 'add'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Tells audit and metrics what became of documents. What a source brought has nobody to name, and is counted only. */
export function ingestReport({ audit, metrics, now }: IngestReportDeps): IngestReport {
  const record = async (
    actor: Actor | undefined,
    action: string,
    outcome: AuditEntry['outcome'],
    details: AuditEntry['details'],
  ) => {
    if (actor) await audit.record({ design: 'rag', action, outcome, actor, details });
  };
  return {
    async ingested({ documentId, liveVersion, chunks, pages }, { actor, askedAt }) {
      metrics.add('DocumentsIngested', 'Count', 1);
      metrics.add('ChunksIndexed', 'Count', chunks);
      if (askedAt !== undefined) metrics.add('IngestionDuration', 'Milliseconds', now() - askedAt);
      const details = { documentId, version: liveVersion, chunks, ...(pages !== undefined && { pages }) };
      await record(actor, 'document.ingested', 'succeeded', details);
    },

    async failed({ documentId }, { actor, version }, code) {
      metrics.add(code === 'internal' ? 'IngestionErrors' : 'DocumentsRefused', 'Count', 1);
      await record(actor, 'document.ingested', 'failed', { documentId, version, code });
    },

    async erased({ documentId }, actor) {
      metrics.add('DocumentsErased', 'Count', 1);
      await record(actor, 'document.erased', 'succeeded', { documentId });
    },
  };
}
