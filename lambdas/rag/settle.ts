import { type Head, isGone } from './domain/head';
import type { DocumentKey } from './domain/original-key';
import type { IndexWriter } from './domain/ports';
import type { IngestStore, Originals } from './ingest-ports';

/** How often permissions are written that are changed again meanwhile. */
const MAX_ROUNDS = 20;

export interface SettleDeps {
  readonly store: Pick<IngestStore, 'findHead' | 'uploads' | 'removeUpload' | 'forgetBurned'>;
  readonly index: Pick<IndexWriter, 'remove' | 'setAcl'>;
  readonly originals: Pick<Originals, 'remove' | 'list'>;
}

/**
 * Gives the chunks that answer the permissions that hold. Others may do the same at the same time, with older ones: so whoever has
 * written looks again, until what was written last is what holds.
 *
 * @returns the head as it was seen last
 */
export async function syncAcl({ store, index }: SettleDeps, key: DocumentKey, head: Head): Promise<Head | undefined> {
  let known = head;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (isGone(known) || known.liveVersion === 0) return known;
    await index.setAcl(known, known.liveVersion, known.chunks, known.acl);
    const now = await store.findHead(key);
    if (!now || (now.aclVersion === known.aclVersion && now.liveVersion === known.liveVersion)) return now;
    known = now;
  }
  throw new Error('Permissions change faster than they can be written');
}

/** What one worker has done, which is to be brought into line with what others did. */
export interface Done {
  /** The version it was about. */
  readonly version: number;
  /**
   * `aclVersion` of the permissions it wrote into chunks; `none` when it wrote no chunks, `unknown` when an earlier attempt of
   * it may have.
   */
  readonly wrote: number | 'none' | 'unknown';
}

/**
 * Brings index and originals into line with a head, whatever order things came in: chunks of the version that answers have its
 * permissions, and those of older versions, and of the one that was just worked on in vain, are gone with their originals. Never
 * touches what is newer: somebody may be writing it.
 *
 * @returns the head as it was seen last
 */
export async function settle(deps: SettleDeps, key: DocumentKey, done: Done): Promise<Head | undefined> {
  const found = await deps.store.findHead(key);
  if (!found) return undefined;
  const { org, documentId } = found;
  if (isGone(found)) {
    await removeContents(deps, key, found);
    return found;
  }
  const isStale = done.wrote === 'unknown' || (done.wrote !== 'none' && done.wrote !== found.aclVersion);
  const head = isStale ? await syncAcl(deps, key, found) : found;
  if (!head || isGone(head)) return head && settle(deps, key, done);
  if (head.liveVersion > 0) await deps.index.remove(org, documentId, { before: head.liveVersion });
  if (done.version !== head.liveVersion && done.version <= head.decidedVersion)
    await deps.index.remove(org, documentId, { version: done.version, from: 0 });
  await removeBurned(deps, key, head);
  await removeUploads(deps, key, ({ uploadId, version }) =>
    uploadId === head.liveUploadId ? false : version <= head.decidedVersion,
  );
  return head;
}

/** Removes chunks of versions that were given up. */
export async function removeBurned({ store, index }: SettleDeps, key: DocumentKey, head: Head): Promise<void> {
  const { org, documentId, decidedVersion, burned = new Set<number>() } = head;
  for (const version of burned) await index.remove(org, documentId, { version, from: 0 });
  await store.forgetBurned(key, new Set([...burned].filter((version) => version <= decidedVersion)));
}

/** Removes chunks and originals of all versions that were given out until now: none that a document of the same id has after it. */
export async function removeContents(deps: SettleDeps, key: DocumentKey, head: Head): Promise<void> {
  const { org, documentId, lastVersion } = head;
  await deps.index.remove(org, documentId, { before: lastVersion + 1 });
  // First what lies there, then what is known of it: whatever lies there has been known for longer.
  const there = await deps.originals.list(key);
  const known = new Map((await deps.store.uploads(key)).map(({ uploadId, version }) => [uploadId, version]));
  for (const uploadId of there) if (!known.has(uploadId)) await deps.originals.remove(key, uploadId);
  await removeUploads(deps, key, ({ version }) => version <= lastVersion);
}

/** The original first: without its item nobody would look for it again. */
async function removeUploads(
  { store, originals }: SettleDeps,
  key: DocumentKey,
  isOver: (upload: { readonly uploadId: string; readonly version: number }) => boolean,
): Promise<void> {
  for (const upload of await store.uploads(key)) {
    if (!isOver(upload)) continue;
    await originals.remove(key, upload.uploadId);
    await store.removeUpload(key, upload.uploadId);
  }
}
