import { maySee, type Viewer } from '../access';
import type { DocumentRecord } from '../document';
import { chunkIdOf, type Passage } from '../passage';
import type { DocumentReader } from '../ports';

/** Documents that are asked about at most: one round trip. */
const MOST_DOCUMENTS = 100;

/** What is known, now, of those of the documents that the viewer may see and that answer. */
export type Heads = ReadonlyMap<string, DocumentRecord>;

const isAnswering = ({ status, liveVersion }: DocumentRecord): boolean =>
  liveVersion > 0 && status !== 'deleting' && status !== 'deleted';

/** Reads the authority on permissions. Of more documents than one round trip reads, the first. */
export async function visibleHeads(
  who: Viewer,
  documentIds: readonly string[],
  documents: DocumentReader,
  signal?: AbortSignal,
): Promise<Heads> {
  const ids = [...new Set(documentIds)].slice(0, MOST_DOCUMENTS);
  if (ids.length === 0) return new Map();
  const heads = await documents.findAll(who.org, ids, signal);
  const seen = heads.filter((head) => maySee(who, head.org, head.acl) && isAnswering(head));
  return new Map(seen.map((head) => [head.documentId, head]));
}

/** Whether a passage is of a document that the viewer may see, and of its version that answers. The index decides neither. */
export function isVisible(heads: Heads, passage: Passage): boolean {
  const { documentId, version, ordinal, chunkId } = passage;
  return heads.get(documentId)?.liveVersion === version && chunkId === chunkIdOf(documentId, version, ordinal);
}
