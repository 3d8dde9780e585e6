import type { DocumentKey } from './original-key';

/** Index over documents' heads: `owner`, then `ownerSort`. It has the keys only. */
export const OWNER_INDEX = 'ByOwner';

/** Days for which a document waits for its first upload, and an upload for its original. */
export const WAITING_DAYS = 2;
/** Days for which it can be seen that a document was deleted. */
export const TOMBSTONE_DAYS = 30;

export const HEAD_SK = 'HEAD';
export const UPLOAD_PREFIX = 'UPLOAD#';

/** All of one document lies under one partition key, and the organisation is in it: another one's is not there at all. */
export const documentPk = ({ orgHash, documentId }: DocumentKey): string => `DOC#${orgHash}#${documentId}`;

export const headItemKey = (key: DocumentKey) => ({ pk: documentPk(key), sk: HEAD_SK });

export const uploadItemKey = (key: DocumentKey, uploadId: string) => ({
  pk: documentPk(key),
  sk: `${UPLOAD_PREFIX}${uploadId}`,
});

/** The place of a document in its owner's list: by time, and two of one millisecond by id. */
export const ownerSort = (createdAt: number, documentId: string): string =>
  `${new Date(createdAt).toISOString()}#${documentId}`;

/** @returns seconds since the epoch, as `ttl` has them */
export const ttlAfter = (days: number, nowMs: number): number => Math.floor(nowMs / 1000) + days * 86_400;
