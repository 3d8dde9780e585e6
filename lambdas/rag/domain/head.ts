import * as z from 'zod/mini';
import { principalSchema } from '../../shared/domain/principal';
import { contentTypeSchema, type DocumentRecord, documentSchema } from './document';

/** On whose behalf something was brought or deleted, for the audit. */
export const actorSchema = z.pick(principalSchema, { userId: true, org: true, tier: true, credential: true });
export type Actor = z.infer<typeof actorSchema>;

/**
 * What is known of a document, with what orders its versions. A version's number is given out when its upload is asked for, so
 * the order is that in which people wanted them, whatever the order in which they are read.
 */
export const headSchema = z.extend(documentSchema, {
  /** The highest number given out. */
  lastVersion: z.int(),
  /** The highest number that is settled: it answers, or says only what the one that answers says. None up to it ever goes live again. */
  decidedVersion: z.int(),
  /** Versions that were given up: none of them goes live, and their chunks may be removed at any time. */
  burned: z.optional(z.set(z.int())),
  /** The version that `status` tells of: the newest that work has begun on. */
  statusVersion: z.int(),
  /** Upload of the version that `status` tells of. */
  statusUploadId: z.optional(z.string()),
  /** Upload of the version that answers; its original is what is shown. */
  liveUploadId: z.optional(z.string()),
  deletedBy: z.optional(actorSchema),
});
export type Head = z.infer<typeof headSchema>;

/** One upload of a document: what it will be when it goes live. */
export const uploadSchema = z.object({
  uploadId: z.string(),
  version: z.int(),
  title: z.string(),
  contentType: contentTypeSchema,
  /** Bytes. */
  size: z.int(),
  link: z.optional(z.string()),
  /** Milliseconds since the epoch. */
  modifiedAt: z.int(),
  /** Which content has this version: an original may be overwritten while its form is valid, and is another version then. */
  claimedBy: z.optional(z.string()),
  actor: z.optional(actorSchema),
});
export type Upload = z.infer<typeof uploadSchema>;

/** What an upload brings that has no version yet. */
export type NewUpload = Omit<Upload, 'version' | 'claimedBy'>;

/** Whether a document is going or gone: nothing is added to it, and nobody finds it. */
export const isGone = ({ status }: Pick<DocumentRecord, 'status'>): boolean =>
  status === 'deleting' || status === 'deleted';

/** The record without what is our own. */
export const recordOf = (head: Head): DocumentRecord => documentSchema.parse(head);
