import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { sha256 } from '../../shared/hash';
import type { SourceDocument, SourceDocuments } from '../connectors/source-documents';
import type { Acl } from '../domain/access';

/** What is known of documents, as far as sources change it. Everything may be done twice. */
export interface SourceHeads {
  /**
   * Announces an original that is about to be stored. Makes the document where there is none, and brings back one that was deleted;
   * of one that is there, nothing changes but that it has a further upload.
   */
  announce(document: Omit<SourceDocument, 'body'>, uploadId: string, size: number): Promise<void>;
  /** Permissions of a document that is there; of one that is not, none. */
  setAcl(org: string, documentId: string, acl: Acl): Promise<void>;
  /** From here on nobody finds it. */
  startDeletion(org: string, documentId: string): Promise<void>;
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
export function createSourceDocuments({
  heads,
  s3,
  bucket,
  sqs,
  queueUrl,
  newId,
}: SourceDocumentsDeps): SourceDocuments {
  const send = async (kind: 'permissions' | 'delete', org: string, documentId: string): Promise<void> => {
    const MessageBody = JSON.stringify({ kind, orgHash: orgHashOf(org), documentId });
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
  };
  return {
    async put({ body, ...document }) {
      const uploadId = newId();
      await heads.announce(document, uploadId, body.length);
      const Key = `uploads/${orgHashOf(document.org)}/${document.documentId}/${uploadId}`;
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: body, ContentType: document.contentType }));
    },
    async setAcl(org, documentId, acl) {
      await heads.setAcl(org, documentId, acl);
      await send('permissions', org, documentId);
    },
    async remove(org, documentId) {
      await heads.startDeletion(org, documentId);
      await send('delete', org, documentId);
    },
  };
}

/** Stands for an organisation in keys, so that no name lies in one. */
const orgHashOf = (org: string): string => sha256(org).slice(0, 32);
