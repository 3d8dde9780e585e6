import type { AuditLog } from '../shared/audit';
import type { AuditEntry } from '../shared/domain/audit-event';
import type { Metrics } from '../shared/metrics';
import type { GenerationEnd, Intervention } from './domain/answer';

/** How an answer ended. */
export type AnswerResult = GenerationEnd;

export interface Answer {
  readonly principal: AuditEntry['actor'];
  readonly transport: 'websocket' | 'http';
  /** The model's name in the stage. */
  readonly model: string;
  readonly messageId: string;
  readonly conversationId?: string;
  readonly result: AnswerResult;
}

export interface AnswerReportDeps {
  readonly audit: AuditLog;
  readonly metrics: Metrics;
}

export type AnswerReport = (answer: Answer) => Promise<void>;

/** Tells of an answer what every transport tells: metrics of its latency and tokens, and one audit event. Never its text. */
export function createAnswerReport(deps: AnswerReportDeps): AnswerReport {
  return async (answer) => {
    addMetrics(deps.metrics, answer);
    await deps.audit.record(auditEntryOf(answer));
  };
}

/** Without dimensions of their own: each combination of dimension values would be billed as one more metric. */
function addMetrics(metrics: Metrics, { transport, model, result }: Answer): void {
  const { usage, latencyMs } = result;
  metrics.addMetadata({ transport, model });
  if (latencyMs.firstToken !== null) metrics.add('TimeToFirstToken', 'Milliseconds', latencyMs.firstToken);
  metrics.add('AnswerDuration', 'Milliseconds', latencyMs.total);
  metrics.add('InputTokens', 'Count', usage.inputTokens);
  metrics.add('OutputTokens', 'Count', usage.outputTokens);
  metrics.add('AnswersFailed', 'Count', result.type === 'failed' ? 1 : 0);
}

function auditEntryOf(answer: Answer): AuditEntry {
  const { principal, transport, model, messageId, conversationId, result } = answer;
  const { usage, latencyMs } = result;
  const ended: AuditEntry['details'] =
    result.type === 'finished'
      ? { finishReason: result.finishReason, ...interventionOf(result.intervention) }
      : { error: result.error.code };
  return {
    design: 'chat',
    action: 'answer.finished',
    outcome: outcomeOf(result),
    actor: principal,
    details: {
      transport,
      model,
      messageId,
      ...(conversationId === undefined ? {} : { conversationId }),
      ...ended,
      ...usage,
      ...(latencyMs.firstToken === null ? {} : { firstTokenMs: latencyMs.firstToken }),
      totalMs: latencyMs.total,
    },
  };
}

function outcomeOf(result: AnswerResult): AuditEntry['outcome'] {
  if (result.type === 'failed') return 'failed';
  if (result.finishReason === 'filtered') return 'refused';
  return result.finishReason === 'stopped' ? 'stopped' : 'succeeded';
}

const interventionOf = (intervention: Intervention | undefined): AuditEntry['details'] =>
  intervention
    ? { reason: intervention.reason, ...(intervention.rule !== undefined && { rule: intervention.rule }) }
    : {};
