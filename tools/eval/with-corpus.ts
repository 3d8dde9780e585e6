import type { RagClient } from '../../web/client/rag-client';
import { note } from '../operator/command-line';
import { ProgressBar } from '../operator/progress';
import type { CorpusDocument } from './beir';
import { type Ingested, ingest, type NotIndexed, remove } from './ingest';
import type { CommonOptions } from './options';
import type { StandIns } from './stand-ins';
import { openTarget } from './target';

/** What an evaluation asks, and how it gets from the API's ids to the corpus's. */
export interface Prepared extends Ingested {
  readonly client: RagClient;
  readonly standIns: StandIns;
}

/** Has the documents ingested, evaluates, and leaves the target as it was. */
export async function withCorpus<T>(
  documents: readonly CorpusDocument[],
  options: CommonOptions,
  signal: AbortSignal,
  evaluate: (prepared: Prepared) => Promise<T>,
): Promise<T> {
  const target = await openTarget(options, signal, note);
  const { client, standIns } = target;
  try {
    const bar = new ProgressBar(process.stderr, 'documents', documents.length);
    const ingested = await ingest(client, documents, { atOnce: options.atOnce, signal, onDone: () => bar.step() });
    bar.end(`${ingested.notIndexed.length} of them cannot be searched`);
    for (const one of ingested.notIndexed.slice(0, MOST_LISTED)) note(describe(one));
    try {
      return await evaluate({ ...ingested, client, standIns });
    } finally {
      if (target.lasts && !options.keep) await clean(client, ingested, options.atOnce, signal);
    }
  } finally {
    await target.close();
  }
}

const MOST_LISTED = 20;
const describe = ({ id, code, message }: NotIndexed) => `  document ${id}: ${code}: ${message}`;

async function clean(client: RagClient, { idOf }: Ingested, atOnce: number, signal: AbortSignal): Promise<void> {
  note(`deleting the ${idOf.size} documents`);
  await remove(client, idOf.keys(), atOnce, signal).catch((error: Error) =>
    note(`not all of the documents could be deleted: ${error.message}`),
  );
}
