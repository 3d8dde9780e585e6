import { afterAll, type Head, isGone } from './domain/head';
import type { DocumentKey } from './domain/original-key';
import type { IndexWriter } from './domain/ports';
import type { IngestStore, Originals } from './ingest-ports';

/** How often permissions are written that are changed again meanwhile. */
const MAX_ROUNDS = 20;

export interface SettleDeps {
  readonly store: Pick<IngestStore, 'findHead' | 'uploads' | 'removeUpload' | 'forgetBurned' | 'progress'>;
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

/**
 * `aclVersion` of the permissions that an attempt wrote into chunks; `none` when it wrote no chunks, `unknown` when an attempt before
 * it may have.
 */
export type Wrote = number | 'none' | 'unknown';

/**
 * Brings index and originals into line with a head, whatever order things came in: chunks of the version that answers have its
 * permissions, and those of older versions, and of the one that was just worked on in vain, are gone with their originals. Never
 * touches what is newer: somebody may be writing it.
 *
 * @returns the head as it was seen last
 */
export async function settle(deps: SettleDeps, key: DocumentKey, wrote: Wrote): Promise<Head | undefined> {
  const found = await deps.store.findHead(key);
  if (!found) return undefined;
  if (isGone(found)) {
    await removeContents(deps, key, found);
    return found;
  }
  const isStale = wrote === 'unknown' || (wrote !== 'none' && wrote !== found.aclVersion);
  const head = isStale ? await syncAcl(deps, key, found) : found;
  if (!head || isGone(head)) return head && settle(deps, key, wrote);
  await removeOver(deps, head);
  await removeBurned(deps, key, head);
  await removeUploads(deps, key, ({ uploadId, version }) =>
    uploadId === head.liveUploadId ? false : version <= head.decidedVersion,
  );
  await tellReady(deps, key, head);
  return head;
}

/** Removes chunks of versions that are decided on, and do not answer. */
const removeOver = ({ index }: Pick<SettleDeps, 'index'>, head: Head): Promise<void> =>
  index.remove(head.org, head.documentId, { upTo: head.decidedVersion, but: head.liveVersion });

/** What the status tells of is decided on: there is nothing more to wait for. */
async function tellReady({ store }: SettleDeps, key: DocumentKey, head: Head): Promise<void> {
  const { status, statusVersion, decidedVersion, liveVersion, liveUploadId } = head;
  const isOver = liveVersion > 0 && statusVersion <= decidedVersion;
  if (!isOver || !liveUploadId || (status === 'ready' && statusVersion === decidedVersion)) return;
  await store.progress(key, decidedVersion, liveUploadId, 'ready');
}

/** Removes chunks of versions that were given up. */
async function removeBurned({ store, index }: SettleDeps, key: DocumentKey, head: Head): Promise<void> {
  const { org, documentId, decidedVersion, burned = new Set<number>() } = head;
  for (const version of burned) await index.remove(org, documentId, { version, from: 0 });
  await store.forgetBurned(key, new Set([...burned].filter((version) => version <= decidedVersion)));
}

/** Removes chunks and originals of all versions that were given out until now: none that a document of the same id has after it. */
export async function removeContents(deps: SettleDeps, key: DocumentKey, head: Head): Promise<void> {
  const { org, documentId } = head;
  await deps.index.remove(org, documentId, { upTo: afterAll(head) - 1, but: 0 });
  // First what lies there, then what is known of it: whatever lies there has been known for longer.
  const there = await deps.originals.list(key);
  const known = new Map((await deps.store.uploads(key)).map(({ uploadId, version }) => [uploadId, version]));
  for (const uploadId of there) if (!known.has(uploadId)) await deps.originals.remove(key, uploadId);
  await removeUploads(deps, key, ({ version }) => version < afterAll(head));
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
    await store.removeUpload(key, upload);
  }
}
