import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { SourceFault } from '../connectors/connector';
import { fingerprintOf } from '../connectors/identity';
import type { SourceDocument, SourceDocuments, SourceKey } from '../connectors/source-documents';
import type { Acl } from '../domain/access';
import { originalKey } from '../domain/original-key';
import type { SendWork } from '../ingest-ports';
import { documentKeyOf } from '../org-hash';
import type { DocumentStore } from './document-store';

export interface SourceDocumentsDeps {
  readonly heads: Pick<DocumentStore, 'addUpload' | 'beginDeletion' | 'create' | 'find' | 'revive' | 'setAcl'>;
  readonly s3: Pick<S3Client, 'send'>;
  readonly bucket: string;
  readonly send: SendWork;
  /** Ids of uploads. Each bringing has its own, so that a text which comes back after another one is the newest again. */
  readonly newId: () => string;
}

/**
 * Writes what sources bring where uploads of people go, so that one ingestion serves both. The head is first in everything: it is what
 * permissions are checked by, so what is taken away is away before anything else happens.
 */
export function createSourceDocuments(deps: SourceDocumentsDeps): SourceDocuments {
  const { heads, s3, bucket: Bucket, send } = deps;

  async function setAcl({ org, documentId, sourceId }: SourceKey, acl: Acl): Promise<void> {
    await heads.setAcl(org, documentId, ownerOf(sourceId), acl);
    await send({ kind: 'permissions', ...documentKeyOf(org, documentId) });
  }

  /** A head that is there keeps its permissions; should they be others than the source's, they follow. */
  async function announce(document: SourceDocument, uploadId: string): Promise<void> {
    const { org, documentId, sourceId, acl, title, contentType, body, link, modifiedAt } = document;
    const owner = ownerOf(sourceId);
    const upload = { uploadId, title, contentType, size: body.length, link, modifiedAt };
    const fresh = { documentId, org, owner, source: sourceId, acl };
    if (await heads.addUpload(org, documentId, owner, upload)) {
      const head = await heads.find(org, documentId);
      if (head && fingerprintOf(head.acl) !== fingerprintOf(acl)) await setAcl(document, acl);
      return;
    }
    if ((await heads.create(fresh, upload)) || (await heads.revive(fresh, upload))) return;
    throw new SourceFault('throttled', `Document ${documentId} is still being removed; the next run brings it`);
  }

  return {
    async put(document) {
      const uploadId = deps.newId();
      await announce(document, uploadId);
      const { org, documentId, body: Body, contentType: ContentType } = document;
      const Key = originalKey(documentKeyOf(org, documentId), uploadId);
      await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }));
    },
    setAcl,
    async remove({ org, documentId, sourceId }) {
      await heads.beginDeletion(org, documentId, ownerOf(sourceId), undefined);
      await send({ kind: 'delete', ...documentKeyOf(org, documentId) });
    },
  };
}

/** No user's id begins like this, so nobody owns what a source brought. */
const ownerOf = (sourceId: string): string => `source:${sourceId}`;
