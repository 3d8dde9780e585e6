import type { AuditEntry } from '../shared/domain/audit-event';
import type { Metrics } from '../shared/metrics';
import type { Answer } from './domain/answering/answer';
import type { Degraded, Retrieval } from './domain/retrieval/retrieval';

type Counter = Pick<Metrics, 'add'>;

/** What asked: one of the API's routes, or a model by a tool. */
export type Via = 'search' | 'answers' | 'suggestions' | 'tool';

/** Ids that one event names; a retrieval has no more of them. */
const MOST_IDS = 100;

const idsOf = (documents: readonly { readonly documentId: string }[]): string =>
  [...new Set(documents.map(({ documentId }) => documentId))].slice(0, MOST_IDS).join(' ');

/** Who was shown what: ids and counts, never what was asked or what was shown. */
export function retrievalEntry(
  actor: AuditEntry['actor'],
  via: Via,
  shown: readonly { readonly documentId: string }[],
  degraded: readonly Degraded[] = [],
): AuditEntry {
  const details = { via, documents: idsOf(shown), count: shown.length, degraded: degraded.join(' ') };
  return { design: 'rag', action: 'retrieval.performed', outcome: 'succeeded', actor, details };
}

/** Also every document that only the model was shown: what it read may be in what it wrote. */
export function answerEntry(actor: AuditEntry['actor'], answerId: string, model: string, answer: Answer): AuditEntry {
  const { status, sources, citations, degraded, cached, usage, sentences } = answer;
  return {
    design: 'rag',
    action: 'answer.given',
    outcome: 'succeeded',
    actor,
    details: {
      answerId,
      model,
      status,
      documents: idsOf(sources),
      count: sources.length,
      cited: idsOf(citations),
      leftOut: sentences.filter(({ verdict }) => verdict !== 'supported').length,
      degraded: degraded.join(' '),
      cached,
      ...usage,
    },
  };
}

/** An answer that was not given, or not to its end. */
export function failedAnswerEntry(
  actor: AuditEntry['actor'],
  answerId: string,
  model: string,
  outcome: 'failed' | 'stopped',
  documents: readonly { readonly documentId: string }[],
): AuditEntry {
  const details = { answerId, model, documents: idsOf(documents) };
  return { design: 'rag', action: 'answer.given', outcome, actor, details };
}

/** Names of stages as metrics have them, such as `StageRerankDuration`. */
function addTimings(metrics: Counter, whole: string, timings: Readonly<Record<string, number>>): void {
  for (const [stage, ms] of Object.entries(timings)) {
    const name = stage === 'total' ? whole : `Stage${stage.charAt(0).toUpperCase()}${stage.slice(1)}Duration`;
    metrics.add(name, 'Milliseconds', ms);
  }
}

function addDegraded(metrics: Counter, degraded: readonly Degraded[]): void {
  metrics.add('Degraded', 'Count', degraded.length > 0 ? 1 : 0);
  metrics.add('DegradedRerank', 'Count', degraded.includes('rerank') ? 1 : 0);
  metrics.add('DegradedExpansion', 'Count', degraded.includes('expansion') ? 1 : 0);
  metrics.add('DegradedVector', 'Count', degraded.includes('vector') ? 1 : 0);
}

export function countRetrieval(metrics: Counter, { timings, degraded, results }: Retrieval): void {
  addTimings(metrics, 'RetrievalDuration', timings);
  addDegraded(metrics, degraded);
  metrics.add('RetrievalsWithoutResult', 'Count', results.length === 0 ? 1 : 0);
}

export function countAnswer(metrics: Counter, { timings, degraded, status, cached, sentences, usage }: Answer): void {
  addTimings(metrics, 'AnswerDuration', timings);
  addDegraded(metrics, degraded);
  metrics.add('AnswersUnknown', 'Count', status === 'unknown' ? 1 : 0);
  metrics.add('AnswersCached', 'Count', cached ? 1 : 0);
  metrics.add('SentencesLeftOut', 'Count', sentences.filter(({ verdict }) => verdict !== 'supported').length);
  metrics.add('InputTokens', 'Count', usage.inputTokens);
  metrics.add('OutputTokens', 'Count', usage.outputTokens);
}
