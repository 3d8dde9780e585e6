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
    const { status, failure, updatedAt } = document;
    if (updatedAt !== since || since === undefined) {
      if (status === 'ready') return { document };
      if (status === 'failed')
        return { document, failure: failure ?? { code: 'internal', message: 'No reason was given' } };
    }
    if (status === 'deleting' || status === 'deleted')
      return { document, failure: { code: 'deleted', message: 'It was deleted meanwhile' } };
    if (waited >= patienceMs)
      return {
        document,
        failure: { code: 'timeout', message: `Still ${status} after ${Math.round(waited / 1000)} s` },
      };
    await delay(pause, undefined, { signal });
    waited += pause;
  }
}
