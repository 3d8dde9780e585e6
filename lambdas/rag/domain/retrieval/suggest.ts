import type { Viewer } from '../access';
import type { DocumentReader, SearchIndex } from '../ports';
import { visibleHeads } from './authority';

/** Titles that are asked for to have enough left of what may be seen. */
const SPARE = 3;

export interface SuggestDeps {
  readonly index: Pick<SearchIndex, 'suggest'>;
  readonly documents: DocumentReader;
}

/** Titles of documents that the viewer may see, by their own records, and that begin like this. */
export async function suggest(who: Viewer, prefix: string, size: number, deps: SuggestDeps, signal?: AbortSignal) {
  const found = await deps.index.suggest(who, prefix, size * SPARE, signal);
  const ids = [...new Set(found.map(({ documentId }) => documentId))];
  const heads = await visibleHeads(who, ids, deps.documents, signal);
  return ids
    .flatMap((id) => heads.get(id) ?? [])
    .slice(0, size)
    .map(({ documentId, title }) => ({ documentId, title }));
}
