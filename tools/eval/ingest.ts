import type { RagClient } from '../../web/client/rag-client';
import { outcomeOf, type Waiting } from '../documents/outcome';
import { inParallel } from '../operator/in-parallel';
import { patiently } from '../operator/patience';
import type { CorpusDocument } from './beir';

/** Why a document of the corpus cannot be found. */
export interface NotIndexed {
  readonly id: string;
  readonly code: string;
  readonly message: string;
}

export interface Ingested {
  /** Ids of the corpus by those that the API gave. */
  readonly idOf: ReadonlyMap<string, string>;
  readonly notIndexed: readonly NotIndexed[];
}

export interface IngestOptions extends Waiting {
  /** Documents under way at once. */
  readonly atOnce: number;
  /** Told of each document that is done, in whatever way. */
  readonly onDone?: () => void;
}

/** What is searched of a document: its text, or its title where there is none. */
export const textOf = ({ title, text }: CorpusDocument): string => (text.trim() === '' ? title : text).trim();

const titleOf = ({ id, title }: CorpusDocument): string => title.trim().slice(0, 500) || `Document ${id}`;

/** Uploads documents through the API, and waits until each of them can be searched or is said to be none that can. */
export async function ingest(
  client: RagClient,
  documents: readonly CorpusDocument[],
  options: IngestOptions,
): Promise<Ingested> {
  const idOf = new Map<string, string>();
  const notIndexed: NotIndexed[] = [];
  await inParallel(documents, options.atOnce, async (document) => {
    const text = textOf(document);
    const { id } = document;
    if (text === '')
      notIndexed.push({ id, code: 'empty', message: 'The corpus has neither a title nor a text for it' });
    else {
      const documentId = await patiently(() => upload(client, document, text, options.signal), options.signal);
      idOf.set(documentId, id);
      const failure = (await outcomeOf(client, documentId, options)).failure;
      if (failure) notIndexed.push({ id, ...failure });
    }
    options.onDone?.();
  });
  return { idOf, notIndexed };
}

const upload = (client: RagClient, document: CorpusDocument, text: string, signal: AbortSignal): Promise<string> =>
  client.upload(
    { title: titleOf(document), contentType: 'text/plain', content: new Blob([text], { type: 'text/plain' }) },
    { signal },
  );

/** Deletes what was uploaded. */
export const remove = (client: RagClient, documentIds: Iterable<string>, atOnce: number, signal: AbortSignal) =>
  inParallel(documentIds, atOnce, async (documentId) => {
    await patiently(() => client.delete(documentId), signal);
  });
