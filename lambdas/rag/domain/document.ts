import * as z from 'zod/mini';
import { aclSchema } from './access';

/** Formats that are read. */
export const contentTypeSchema = z.enum([
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'text/html',
  'text/markdown',
  'text/plain',
  'text/csv',
  'message/rfc822',
]);
export type ContentType = z.infer<typeof contentTypeSchema>;

/** Largest original, in bytes. */
export const MAX_BYTES = 50_000_000;

export const statusSchema = z.enum([
  'awaiting-upload',
  'queued',
  'extracting',
  /** Its pages are pictures: Textract is reading them. */
  'scanning',
  'embedding',
  'indexing',
  'ready',
  /** `failure` says why, and what would help. */
  'failed',
  'deleting',
  /** Nothing of it is left but this record, for a while. */
  'deleted',
]);
export type Status = z.infer<typeof statusSchema>;

/** Why a document could not be made searchable; stable, for programs. */
export const failureCodeSchema = z.enum([
  'empty',
  'encrypted',
  'too_large',
  'wrong_type',
  'malformed',
  'no_text',
  'too_many_chunks',
  'internal',
]);
export type FailureCode = z.infer<typeof failureCodeSchema>;

/** Thrown by what reads a document: the document is at fault, and trying again would not help. */
export class DocumentFault extends Error {
  override readonly name = 'DocumentFault';
  constructor(
    readonly code: FailureCode,
    /** For a person: what is wrong, and what would be right. */
    message: string,
  ) {
    super(message);
  }
}

/**
 * What is known of a document: one item, the authority on its permissions and on which version answers. The index may be behind it
 * for a moment, so what was found is checked against it before anyone sees it.
 */
export const documentSchema = z.object({
  documentId: z.string(),
  org: z.string(),
  /** Who uploaded it; the source for what a connector brought. */
  owner: z.string(),
  title: z.string(),
  source: z.string(),
  link: z.optional(z.string()),
  contentType: contentTypeSchema,
  size: z.int(),
  acl: aclSchema,
  /** Grows with each change of `acl`. */
  aclVersion: z.int(),
  status: statusSchema,
  failure: z.optional(z.object({ code: failureCodeSchema, message: z.string() })),
  /** The version that answers; 0 while there is none. */
  liveVersion: z.int(),
  /** Of the version that answers, SHA-256 in hex. */
  contentHash: z.optional(z.string()),
  /** Chunks of the version that answers. */
  chunks: z.int(),
  pages: z.optional(z.int()),
  language: z.optional(z.string()),
  /** Milliseconds since the epoch. */
  createdAt: z.int(),
  updatedAt: z.int(),
  /** Last change at the source. */
  modifiedAt: z.int(),
});
export type DocumentRecord = z.infer<typeof documentSchema>;
