import { setTimeout as delay } from 'node:timers/promises';
import type { DocumentView } from '../../lambdas/rag/domain/api/documents';
import type { RagClient } from '../../web/client/rag-client';
import { patiently } from '../operator/patience';

/** Why a document cannot be searched: a code of the service, or `timeout`. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

export interface Waiting {
  readonly signal: AbortSignal;
  /** Milliseconds after which a document that is not done yet is given up. */
  readonly patienceMs?: number;
  /** Milliseconds between two looks at a document: at first, and at most. */
  readonly lookMs?: readonly [first: number, most: number];
}

export interface Outcome {
  readonly failure?: Failure;
  /** As it was seen last. */
  readonly document: DocumentView;
}

/**
 * Waits until a document can be searched or is said to be none that can.
 *
 * @param since `updatedAt` of the version before: until the record changes, its status is about that one
 */
export async function outcomeOf(
  client: Pick<RagClient, 'document'>,
  documentId: string,
  { signal, patienceMs = 600_000, lookMs: [first, most] = [200, 2_000] }: Waiting,
  since?: number,
): Promise<Outcome> {
  let waited = 0;
  for (let pause = first; ; pause = Math.min(most, pause * 1.5)) {
    const document = await patiently(() => client.document(documentId, signal), signal);
    const isOver = since === undefined || document.updatedAt !== since;
    if (isOver && document.status === 'ready') return { document };
    const failure = (isOver && failureIn(document)) || (waited >= patienceMs && lateAfter(waited, document));
    if (failure) return { document, failure };
    await delay(pause, undefined, { signal });
    waited += pause;
  }
}

function failureIn({ status, failure }: DocumentView): Failure | undefined {
  if (status === 'failed') return failure ?? { code: 'internal', message: 'No reason was given' };
  if (status !== 'deleting' && status !== 'deleted') return undefined;
  return { code: 'deleted', message: 'It was deleted meanwhile' };
}

const lateAfter = (ms: number, { status }: DocumentView): Failure => ({
  code: 'timeout',
  message: `Still ${status} after ${Math.round(ms / 1000)} s`,
});
