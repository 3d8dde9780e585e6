import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Acl } from '../../lambdas/rag/domain/access';
import type { DocumentView } from '../../lambdas/rag/domain/api/documents';
import { RequestError } from '../../web/client/chat-error';
import { failureOf } from '../../web/client/document-form';
import type { RagClient } from '../../web/client/rag-client';
import { inParallel } from '../operator/in-parallel';
import { patiently } from '../operator/patience';
import { sameAcl } from './access';
import { type FolderFile, readFolder } from './folder';
import type { Entry, Ledger } from './ledger';
import { type Failure, outcomeOf, type Waiting } from './outcome';
import type { Tally } from './tally';

export interface UploadOptions extends Waiting {
  /** Files under way at once. */
  readonly atOnce: number;
  readonly ledger: Ledger;
  /** Permissions of every document; where it is left out, new ones are their owner's and others keep theirs. */
  readonly acl?: Acl | undefined;
  readonly onProgress?: (tally: Tally) => void;
}

/** Milliseconds between two looks at a document: many wait at once, and each look is a request of those that the API admits. */
const lookMs = [500, 4_000] as const;

/** What became of a file. */
export interface Uploaded {
  readonly path: string;
  readonly documentId?: string;
  /** `none` when nothing of it had changed, or nothing was sent because the service would refuse it. */
  readonly sent: 'none' | 'permissions' | 'first' | 'version';
  readonly failure?: Failure;
}

export interface UploadReport {
  /** In the order of their paths. */
  readonly documents: readonly Uploaded[];
  /** Files of an earlier run that are not there any more; their documents are. */
  readonly missing: readonly Entry[];
}

/**
 * Uploads what is new or changed in a folder, and waits until each of its documents can be searched or has a reason why not.
 *
 * @throws RequestError when the service does not let the caller in, or cannot be reached
 */
export async function uploadFolder(client: RagClient, dir: string, given: UploadOptions): Promise<UploadReport> {
  const options = { lookMs, ...given };
  const { ledger, signal, onProgress } = options;
  const { files, refused } = await readFolder(dir);
  const known = await ownDocuments(client, ledger, signal);
  const documents: Uploaded[] = refused.map((one) => ({ ...one, sent: 'none' }));
  let tally: Tally = { total: files.length + refused.length, uploaded: 0, ready: 0, failed: refused.length };
  const tell = (change: Partial<Tally>) => {
    tally = { ...tally, ...change };
    onProgress?.(tally);
  };
  tell({});
  const onSent = () => tell({ uploaded: tally.uploaded + 1 });
  await inParallel(files, options.atOnce, async (file) => {
    const one = await uploadFile({ client, known, options, onSent }, file);
    documents.push(one);
    tell(one.failure ? { failed: tally.failed + 1 } : { ready: tally.ready + 1 });
  });
  const there = new Set(documents.map(({ path }) => path));
  const missing = ledger.paths.flatMap((path) => (there.has(path) ? [] : (ledger.find(path) ?? [])));
  return {
    documents: documents.toSorted((left, right) => (left.path < right.path ? -1 : 1)),
    missing: missing.filter(({ documentId }) => known.has(documentId)),
  };
}

type Known = ReadonlyMap<string, DocumentView>;

/** What the service has of the caller, by id. A stage may have been made anew since the ledger was written. */
async function ownDocuments(client: RagClient, ledger: Ledger, signal: AbortSignal): Promise<Known> {
  const known = new Map<string, DocumentView>();
  let cursor: string | undefined;
  do {
    const at = cursor;
    if (ledger.paths.length === 0) break;
    const page = await patiently(() => client.documents(at), signal);
    for (const one of page.documents) known.set(one.documentId, one);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return known;
}

interface Work {
  readonly client: RagClient;
  readonly known: Known;
  readonly options: UploadOptions;
  readonly onSent: () => void;
}

/** One file's failure is its own; that of the service or of the credential ends the run. */
async function uploadFile(work: Work, file: FolderFile): Promise<Uploaded> {
  try {
    return await uploadOne(work, file);
  } catch (error) {
    if (!(error instanceof RequestError) || [0, 401, 403].includes(error.status)) throw error;
    const { code, message } = error;
    const documentId = work.options.ledger.find(file.path)?.documentId;
    return { path: file.path, ...(documentId && { documentId }), sent: 'none', failure: { code, message } };
  }
}

async function uploadOne(work: Work, file: FolderFile): Promise<Uploaded> {
  const { client, options } = work;
  const content = contentOf(await readFile(file.file));
  const { sha256 } = content;
  const entry = options.ledger.find(file.path);
  const before = entry && (await presentOf(work, entry.documentId));
  if (!entry || !before) return send(work, file, content);
  const { path, documentId } = entry;
  const { document, failure } = isWaiting(before) ? { document: before } : await outcomeOf(client, documentId, options);
  // What was our own fault may go well by now; what is the document's would fail again.
  const isSame = entry.sha256 === sha256 && !isWaiting(before) && failure?.code !== 'internal';
  if (!isSame) return send(work, file, content, document);
  const { acl } = options;
  const isAllowedOtherwise = acl !== undefined && !sameAcl(acl, document.acl);
  if (isAllowedOtherwise) await patiently(() => client.setPermissions(documentId, acl), options.signal);
  return { path, documentId, sent: isAllowedOtherwise ? 'permissions' : 'none', ...explained(failure) };
}

/** Its content has never arrived. */
const isWaiting = ({ status }: DocumentView): boolean => status === 'awaiting-upload';

/** The document as it is, unless it is gone. The list follows within a moment: what it does not have is asked for. */
async function presentOf({ client, known, options: { signal } }: Work, documentId: string) {
  const isThere = ({ status }: DocumentView) => status !== 'deleting' && status !== 'deleted';
  const listed = known.get(documentId);
  if (listed) return isThere(listed) ? listed : undefined;
  try {
    const found = await patiently(() => client.document(documentId, signal), signal);
    return isThere(found) ? found : undefined;
  } catch (error) {
    if (error instanceof RequestError && error.status === 404) return undefined;
    throw error;
  }
}

interface Content {
  readonly blob: Blob;
  readonly sha256: string;
}

/** Read once: what is sent is what the hash is of, whoever writes the file meanwhile. */
const contentOf = (bytes: Uint8Array<ArrayBuffer>): Content => ({
  blob: new Blob([bytes]),
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

async function send(work: Work, file: FolderFile, content: Content, former?: DocumentView): Promise<Uploaded> {
  const { client, options, onSent } = work;
  const { signal, ledger, acl } = options;
  const { path, title, contentType, modifiedAt } = file;
  let documentId = former?.documentId;
  let since: number | undefined;
  /** The id is kept before the content goes: another try, and another run, go on with it. */
  const onCreated = async (id: string) => {
    if (documentId === undefined) await ledger.add({ path, documentId: id });
    documentId = id;
    if (former && !isWaiting(former)) since = (await client.document(id, signal)).updatedAt;
  };
  const changed = acl !== undefined && (former === undefined || !sameAcl(acl, former.acl)) && { acl };
  const upload = () =>
    client.upload(
      { title, contentType, modifiedAt, content: content.blob, documentId, ...changed },
      { signal, onCreated },
    );
  const id = await patiently(upload, signal);
  await ledger.add({ path, documentId: id, sha256: content.sha256 });
  onSent();
  const { failure } = await outcomeOf(client, id, options, since);
  return { path, documentId: id, sent: former ? 'version' : 'first', ...explained(failure) };
}

/** With what would help. */
const explained = (failure: Failure | undefined) =>
  failure && {
    failure: {
      code: failure.code,
      message: failureOf({ failure } as Pick<DocumentView, 'failure'>) ?? failure.message,
    },
  };
