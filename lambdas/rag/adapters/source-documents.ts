import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { sha256 } from '../../shared/hash';
import { SourceFault } from '../connectors/connector';
import type { SourceDocument, SourceDocuments } from '../connectors/source-documents';
import type { Acl } from '../domain/access';
import type { ContentType } from '../domain/document';

interface NewDocument {
  readonly documentId: string;
  readonly org: string;
  readonly owner: string;
  readonly source: string;
  readonly acl: Acl;
}

interface NewUpload {
  readonly uploadId: string;
  readonly title: string;
  readonly contentType: ContentType;
  /** Bytes. */
  readonly size: number;
  readonly link?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** The store of documents, as far as sources use it. Each is one conditional write, that tells whether its condition held. */
export interface SourceHeads {
  /** @returns false when there is one of this id already */
  create(document: NewDocument, upload: NewUpload): Promise<boolean>;
  /** @returns false when the owner has no such document, or it is going or gone */
  addUpload(org: string, documentId: string, owner: string, upload: NewUpload): Promise<boolean>;
  /** @returns false when there is none that was deleted, and is deleted to the end */
  revive(document: NewDocument, upload: NewUpload): Promise<boolean>;
  setAcl(org: string, documentId: string, owner: string, acl: Acl): Promise<unknown>;
  beginDeletion(org: string, documentId: string, owner: string, actor: undefined): Promise<unknown>;
}

export interface SourceDocumentsDeps {
  readonly heads: SourceHeads;
  readonly s3: Pick<S3Client, 'send'>;
  readonly bucket: string;
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
  /** Ids of uploads. Each bringing has its own, so that a text which comes back after another one is the newest again. */
  readonly newId: () => string;
}

/**
 * Writes what sources bring where uploads of people go, so that one ingestion serves both. The head is first in everything: it is what
 * permissions are checked by, so what is taken away is away before anything else happens.
 */
export function createSourceDocuments(deps: SourceDocumentsDeps): SourceDocuments {
  const { heads, s3, bucket, sqs, queueUrl } = deps;
  const send = async (kind: 'permissions' | 'delete', org: string, documentId: string): Promise<void> => {
    const MessageBody = JSON.stringify({ kind, orgHash: orgHashOf(org), documentId });
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
  };
  return {
    async put(document) {
      const uploadId = deps.newId();
      await announce(heads, document, uploadId);
      const { org, documentId, body: Body, contentType: ContentType } = document;
      const Key = `uploads/${orgHashOf(org)}/${documentId}/${uploadId}`;
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType }));
    },
    async setAcl({ org, documentId, sourceId }, acl) {
      await heads.setAcl(org, documentId, ownerOf(sourceId), acl);
      await send('permissions', org, documentId);
    },
    async remove({ org, documentId, sourceId }) {
      await heads.beginDeletion(org, documentId, ownerOf(sourceId), undefined);
      await send('delete', org, documentId);
    },
  };
}

async function announce(heads: SourceHeads, document: SourceDocument, uploadId: string): Promise<void> {
  const { org, documentId, sourceId, acl, title, contentType, body, link, modifiedAt } = document;
  const owner = ownerOf(sourceId);
  const upload = { uploadId, title, contentType, size: body.length, link, modifiedAt };
  const fresh = { documentId, org, owner, source: sourceId, acl };
  const isThere =
    (await heads.addUpload(org, documentId, owner, upload)) ||
    (await heads.create(fresh, upload)) ||
    (await heads.revive(fresh, upload));
  if (!isThere)
    throw new SourceFault('throttled', `Document ${documentId} is still being removed; the next run brings it`);
}

/** No user's id begins like this, so nobody owns what a source brought. */
const ownerOf = (sourceId: string): string => `source:${sourceId}`;

/** Stands for an organisation in keys, so that no name lies in one. */
const orgHashOf = (org: string): string => sha256(org).slice(0, 32);
