/** A document as its originals and its item are named: the organisation by a hash, so that no name lies in a key. */
export interface DocumentKey {
  /** `orgHashOf` of the organisation. */
  readonly orgHash: string;
  readonly documentId: string;
}

/** Ids of documents and uploads, which are parts of keys: ULIDs, or what a source makes of its own ids. */
export const DOCUMENT_ID = /^[A-Za-z0-9_-]{1,128}$/;

const KEY = /^uploads\/([0-9a-f]{32})\/([A-Za-z0-9_-]{1,128})\/([A-Za-z0-9_-]{1,128})$/;

/** All originals of a document lie under this. */
export const originalPrefix = ({ orgHash, documentId }: DocumentKey): string => `uploads/${orgHash}/${documentId}/`;

export const originalKey = (key: DocumentKey, uploadId: string): string => `${originalPrefix(key)}${uploadId}`;

/** Takes an object's key apart; undefined when it is no original's. */
export function parseOriginalKey(key: string): (DocumentKey & { readonly uploadId: string }) | undefined {
  const [, orgHash, documentId, uploadId] = KEY.exec(key) ?? [];
  return orgHash && documentId && uploadId ? { orgHash, documentId, uploadId } : undefined;
}

/** Seconds for which a form is taken: time to choose it again on a bad line, too short to be worth stealing. */
export const UPLOAD_SECONDS = 900;

/** Seconds for which a link to an original can be followed: as long as an answer is read, and no longer. */
export const LINK_SECONDS = 300;
