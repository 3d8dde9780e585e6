import type { AuditLog } from '../shared/audit';
import type { Metrics } from '../shared/metrics';
import type { Actor, Head } from './domain/head';
import type { IngestReport } from './ingestion';

/** Tells the audit and the metrics what became of documents; never what is in them. */
export function ingestReport(audit: AuditLog, metrics: Pick<Metrics, 'add'>): IngestReport {
  const record = (
    action: string,
    outcome: 'succeeded' | 'failed',
    { documentId, source }: Head,
    actor: Actor,
    more: Readonly<Record<string, string | number>>,
  ) => audit.record({ design: 'rag', action, outcome, actor, details: { documentId, source, ...more } });

  return {
    async ingested(head, { version, contentType, actor }) {
      metrics.add('DocumentsIngested', 'Count', 1);
      const figures = { version, contentType, chunks: head.chunks };
      await record('document.ingested', 'succeeded', head, actor ?? sourceOf(head), figures);
    },
    async failed(head, { version, contentType, actor }, code) {
      metrics.add('DocumentsFailed', 'Count', 1);
      await record('document.ingested', 'failed', head, actor ?? sourceOf(head), { version, contentType, code });
    },
    async erased(head, actor) {
      metrics.add('DocumentsDeleted', 'Count', 1);
      await record('document.deleted', 'succeeded', head, actor ?? sourceOf(head), {});
    },
  };
}

/** Who acts where nobody did by hand: the connector that brings the document. */
const sourceOf = ({ owner, org }: Head): Actor => ({ userId: owner, org, tier: 'paid', credential: 'api-key' });
