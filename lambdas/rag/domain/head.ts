import * as z from 'zod/mini';
import { principalSchema } from '../../shared/domain/principal';
import { contentTypeSchema, type DocumentRecord, documentSchema } from './document';

/** On whose behalf something was brought or deleted, for the audit. */
export const actorSchema = z.pick(principalSchema, { userId: true, org: true, tier: true, credential: true });
export type Actor = z.infer<typeof actorSchema>;

/**
 * Numbers that each upload has for its versions. It begins with the first and takes the next whenever its content changes, is given up
 * or is to be read anew: so whatever is read again stays in its place between the uploads before and after it.
 */
export const VERSION_STEP = 1_000;

/**
 * What is known of a document, with what orders its versions: the order in which people asked for uploads, whatever the order in
 * which these are read.
 */
export const headSchema = z.extend(documentSchema, {
  /** The first number of the latest upload. */
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
  /** When it was asked for, milliseconds since the epoch. */
  askedAt: z.optional(z.int()),
});
export type Upload = z.infer<typeof uploadSchema>;

/** What an upload brings that has no version yet. */
export type NewUpload = Omit<Upload, 'version' | 'claimedBy' | 'askedAt'>;

/** Whether a document is going or gone: nothing is added to it, and nobody finds it. */
export const isGone = ({ status }: Pick<DocumentRecord, 'status'>): boolean =>
  status === 'deleting' || status === 'deleted';

/** A number higher than that of every version so far. */
export const afterAll = ({ lastVersion }: Pick<Head, 'lastVersion'>): number => lastVersion + VERSION_STEP;

/** The next number of the same upload. @throws Error when it has had all of them */
export function nextVersionOf({ version }: Pick<Upload, 'version'>): number {
  if ((version + 1) % VERSION_STEP === 0) throw new Error('The upload has been read too often');
  return version + 1;
}

/**
 * What is given up with a version: its upload's versions before it, too, whose content is not there any more; but none of those
 * that are decided on.
 */
export function givenUpWith(version: number, { decidedVersion }: Pick<Head, 'decidedVersion'>): Set<number> {
  const first = Math.max(version - (version % VERSION_STEP), decidedVersion + 1);
  return new Set(Array.from({ length: Math.max(0, version - first + 1) }, (_, at) => first + at));
}

/** The record without what is our own. */
export const recordOf = (head: Head): DocumentRecord => documentSchema.parse(head);
