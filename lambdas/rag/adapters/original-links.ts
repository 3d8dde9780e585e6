import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { DocumentRecord } from '../domain/document';
import type { Head } from '../domain/head';
import { LINK_SECONDS, originalKey } from '../domain/original-key';
import { documentKeyOf } from '../org-hash';

export interface OriginalLinksDeps {
  readonly client: S3Client;
  readonly bucket: string;
  readonly findHead: (org: string, documentId: string) => Promise<Head | undefined>;
}

/**
 * Where to read a document: at its source, or its original by a signed address. Whoever asks has checked the viewer's permission
 * a moment ago.
 *
 * @returns undefined when another version answers by now, or it has no original
 */
export function createOriginalLinks({ client, bucket, findHead }: OriginalLinksDeps) {
  return async (document: DocumentRecord): Promise<string | undefined> => {
    const { link, org, documentId, liveVersion, contentType } = document;
    // A source may have been made to name an address that a browser would run.
    if (link !== undefined && /^https?:\/\//i.test(link)) return link;
    const head = await findHead(org, documentId);
    if (head?.liveVersion !== liveVersion || head.liveUploadId === undefined) return undefined;
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: originalKey(documentKeyOf(org, documentId), head.liveUploadId),
      ResponseContentType: contentType,
      // No browser takes an uploaded page for one of the bucket's own.
      ResponseContentDisposition: 'attachment',
      // Nor keeps it: whoever may read it today need not tomorrow.
      ResponseCacheControl: 'private, no-store',
    });
    return getSignedUrl(client, command, { expiresIn: LINK_SECONDS });
  };
}
