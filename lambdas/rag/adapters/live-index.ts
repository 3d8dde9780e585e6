import type { Client } from '@opensearch-project/opensearch';
import { CHUNKS_ALIAS, type Embedding } from '../domain/index-name';
import { Unavailable } from '../domain/unavailable';
import { abortable } from './abortable';
import { embeddingOf } from './chunk-indexes';

/** Milliseconds for which an index is taken for the one that answers. One that is left goes on answering much longer. */
const KNOWN_MS = 60_000;
/** Milliseconds that asking may take. */
const REQUEST_MS = 2_000;

/** The index that answers, by its own name, and what its vectors are made with. */
export interface LiveIndex {
  readonly name: string;
  readonly embedding: Embedding;
}

/**
 * Tells which index answers: whoever asks uses the same one for the whole of a question, so that its vectors fit.
 *
 * @param now milliseconds
 * @throws Unavailable when the domain does not say in time
 */
export function createLiveIndex(client: Client, now: () => number = Date.now): () => Promise<LiveIndex> {
  let known: { readonly since: number; readonly live: Promise<LiveIndex> } | undefined;
  return () => {
    if (known && now() - known.since < KNOWN_MS) return known.live;
    const asked = { since: now(), live: readLive(client) };
    known = asked;
    asked.live.catch(() => {
      if (known === asked) known = undefined;
    });
    return asked.live;
  };
}

async function readLive(client: Client): Promise<LiveIndex> {
  try {
    const request = client.indices.getMapping({ index: CHUNKS_ALIAS });
    const { body } = await abortable(request, AbortSignal.timeout(REQUEST_MS));
    const [only, ...others] = Object.entries(body);
    if (!only || others.length > 0) throw new Error(`${CHUNKS_ALIAS} stands for ${others.length} indexes, not for one`);
    const [name, described] = only;
    return { name, embedding: embeddingOf(name, described) };
  } catch (cause) {
    throw new Unavailable('search_unavailable', 'The search does not answer', { cause });
  }
}
