import type { DocumentStore, NewDocument } from '../../../../lambdas/rag/adapters/document-store';
import {
  type Head,
  isGone,
  type NewUpload,
  nextVersionOf,
  type Upload,
  VERSION_STEP,
} from '../../../../lambdas/rag/domain/head';
import type { DocumentKey } from '../../../../lambdas/rag/domain/original-key';
import type { IngestStore } from '../../../../lambdas/rag/ingest-ports';
import { documentKeyOf } from '../../../../lambdas/rag/org-hash';

const idOf = ({ orgHash, documentId }: DocumentKey) => `${orgHash}#${documentId}`;

/** The contracts of both stores in memory; `stores.test.ts` holds the table's adapters to the same. */
export function memoryDocuments(
  now: () => number,
): DocumentStore &
  IngestStore & { readonly heads: Map<string, Head>; readonly items: Map<string, Map<string, Upload>> } {
  const heads = new Map<string, Head>();
  const items = new Map<string, Map<string, Upload>>();
  const uploadsOf = (key: DocumentKey) => {
    const found = items.get(idOf(key)) ?? new Map<string, Upload>();
    items.set(idOf(key), found);
    return found;
  };
  const put = (key: DocumentKey, head: Head) => void heads.set(idOf(key), head);
  /** Changes a head when the condition holds. */
  function change(key: DocumentKey, condition: (head: Head) => boolean, next: (head: Head) => Partial<Head>) {
    const head = heads.get(idOf(key));
    if (!head || !condition(head)) return undefined;
    const changed: Head = { ...head, ...next(head), updatedAt: now() };
    put(key, changed);
    return changed;
  }
  const isThere = (head: Head) => !isGone(head);
  const fresh = ({ documentId, org, owner, source, acl }: NewDocument, upload: NewUpload) => ({
    ...{ documentId, org, owner, source, acl, liveVersion: 0, chunks: 0, createdAt: now(), updatedAt: now() },
    ...{ title: upload.title, contentType: upload.contentType, size: upload.size, link: upload.link },
    ...{ modifiedAt: upload.modifiedAt, status: 'awaiting-upload' as const },
  });

  const ingestion: IngestStore = {
    findHead: async (key) => heads.get(idOf(key)),
    findUpload: async (key, uploadId) => uploadsOf(key).get(uploadId),
    uploads: async (key) => [...uploadsOf(key).values()],
    claim: async (key, uploadId, by, burned) => {
      const upload = uploadsOf(key).get(uploadId);
      if (!upload) return undefined;
      const isUsable = !burned.has(upload.version);
      if (upload.claimedBy === by && isUsable) return upload.version;
      const version = upload.claimedBy === undefined && isUsable ? upload.version : nextVersionOf(upload);
      uploadsOf(key).set(uploadId, { ...upload, claimedBy: by, version });
      return version;
    },
    progress: async (key, version, statusUploadId, status) => {
      const condition = (head: Head) => isThere(head) && head.statusVersion <= version && !head.burned?.has(version);
      change(key, condition, () => ({ status, statusVersion: version, statusUploadId, failure: undefined }));
    },
    fail: async (key, version, statusUploadId, failure) => {
      const condition = (head: Head) => isThere(head) && head.statusVersion <= version && head.decidedVersion < version;
      change(key, condition, () => ({ status: 'failed', statusVersion: version, statusUploadId, failure }));
    },
    burn: async (key, versions, decidedVersion) =>
      change(
        key,
        (head) => isThere(head) && head.decidedVersion === decidedVersion,
        ({ burned = new Set() }) => ({ burned: new Set([...burned, ...versions]) }),
      ) !== undefined,
    forgetBurned: async (key, versions) => {
      if (versions.size === 0) return;
      change(
        key,
        () => true,
        ({ burned }) => {
          const rest = new Set([...(burned ?? [])].filter((version) => !versions.has(version)));
          return { burned: rest.size > 0 ? rest : undefined };
        },
      );
    },
    goLive: async (key, { version, uploadId, ...rest }) =>
      change(
        key,
        (head) => isThere(head) && head.decidedVersion < version && !head.burned?.has(version),
        () => ({ ...rest, liveVersion: version, decidedVersion: version, liveUploadId: uploadId }),
      ) !== undefined,
    keep: async (key, version, liveVersion) =>
      change(
        key,
        (head) => isThere(head) && head.decidedVersion < version && head.liveVersion === liveVersion,
        () => ({ decidedVersion: version }),
      ) !== undefined,
    removeUpload: async (key, { uploadId, version }) => {
      if (uploadsOf(key).get(uploadId)?.version === version) uploadsOf(key).delete(uploadId);
    },
    bury: async (key) => {
      change(
        key,
        ({ status }) => status === 'deleting',
        () => ({ status: 'deleted', liveVersion: 0, chunks: 0, contentHash: undefined, liveUploadId: undefined }),
      );
    },
  };

  return {
    ...ingestion,
    heads,
    items,
    create: async (document, upload) => {
      const key = documentKeyOf(document.org, document.documentId);
      if (heads.has(idOf(key))) return false;
      uploadsOf(key).set(upload.uploadId, { ...upload, version: VERSION_STEP });
      put(key, {
        ...fresh(document, upload),
        aclVersion: 1,
        lastVersion: VERSION_STEP,
        decidedVersion: 0,
        statusVersion: 0,
      });
      return true;
    },
    revive: async (document, upload) => {
      const key = documentKeyOf(document.org, document.documentId);
      const head = change(
        key,
        ({ status }) => status === 'deleted',
        ({ lastVersion, aclVersion }) => ({
          ...fresh(document, upload),
          ...{
            aclVersion: aclVersion + 1,
            lastVersion: lastVersion + VERSION_STEP,
            decidedVersion: lastVersion + VERSION_STEP - 1,
          },
          ...{
            statusVersion: lastVersion + VERSION_STEP - 1,
            failure: undefined,
            deletedBy: undefined,
            burned: undefined,
          },
          ...{ statusUploadId: undefined, liveUploadId: undefined, contentHash: undefined, pages: undefined },
          language: undefined,
        }),
      );
      if (head) uploadsOf(key).set(upload.uploadId, { ...upload, version: head.lastVersion });
      return head !== undefined;
    },
    addUpload: async (org, documentId, owner, upload) => {
      const key = documentKeyOf(org, documentId);
      const condition = (head: Head) => isThere(head) && head.owner === owner;
      const head = change(key, condition, ({ lastVersion }) => ({ lastVersion: lastVersion + VERSION_STEP }));
      if (head) uploadsOf(key).set(upload.uploadId, { ...upload, version: head.lastVersion });
      return head !== undefined;
    },
    find: async (org, documentId) => heads.get(idOf(documentKeyOf(org, documentId))),
    setAcl: async (org, documentId, owner, acl) =>
      change(
        documentKeyOf(org, documentId),
        (head) => isThere(head) && head.owner === owner,
        ({ aclVersion }) => ({ acl, aclVersion: aclVersion + 1 }),
      ),
    beginDeletion: async (org, documentId, owner, deletedBy) =>
      change(
        documentKeyOf(org, documentId),
        (head) => head.status !== 'deleted' && head.owner === owner,
        () => ({ status: 'deleting', failure: undefined, ...(deletedBy && { deletedBy }) }),
      ),
    list: async (org, owner, limit, after) =>
      [...heads.values()]
        .filter((head) => head.org === org && head.owner === owner && head.status !== 'deleted')
        .map(({ createdAt, documentId }) => ({ createdAt, documentId }))
        .toSorted((left, right) => (sortOf(left) < sortOf(right) ? 1 : -1))
        .filter((position) => !after || sortOf(position) < sortOf(after))
        .slice(0, limit),
  };
}

const sortOf = ({ createdAt, documentId }: { createdAt: number; documentId: string }) =>
  `${new Date(createdAt).toISOString()}#${documentId}`;
