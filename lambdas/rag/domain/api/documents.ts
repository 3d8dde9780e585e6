import * as z from 'zod/mini';
import '../../../shared/domain/english';
import { type Acl, aclSchema } from '../access';
import { contentTypeSchema, documentSchema, MAX_BYTES } from '../document';

export type { Acl };

/** An id as this API gives it. */
export const documentIdSchema = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ -'));
/** Milliseconds since the epoch. */
export const timeSchema = z.int().check(z.gte(0));

/** `POST /v1/documents` */
export const createDocumentRequest = z.strictObject({
  title: z.string().check(z.minLength(1), z.maxLength(500)),
  contentType: contentTypeSchema,
  /** Bytes; the upload has exactly as many. */
  size: z.int().check(z.gte(1), z.lte(MAX_BYTES)),
  /** The owner alone, where it is left out. */
  acl: z.optional(aclSchema),
  /** A document of the caller's own, of which this is a new version. */
  documentId: z.optional(documentIdSchema),
  modifiedAt: z.optional(timeSchema),
});
export type CreateDocumentRequest = z.infer<typeof createDocumentRequest>;

/** Where a form with these fields, and the file as `file` after them, is posted to. */
export const uploadSchema = z.object({ url: z.string(), fields: z.record(z.string(), z.string()) });
export type Upload = z.infer<typeof uploadSchema>;

export const createDocumentResponse = z.object({
  documentId: documentIdSchema,
  upload: uploadSchema,
  /** Until when the upload is taken. */
  expiresAt: timeSchema,
});
export type CreateDocumentResponse = z.infer<typeof createDocumentResponse>;

/** A document as those see it who may. */
export const documentView = z.omit(documentSchema, { org: true, aclVersion: true, contentHash: true });
export type DocumentView = z.infer<typeof documentView>;

/** `GET /v1/documents`: what the caller uploaded, newest first. */
export const listDocumentsResponse = z.object({
  documents: z.array(documentView),
  /** For the next page; absent on the last one. */
  cursor: z.optional(z.string()),
});
export type ListDocumentsResponse = z.infer<typeof listDocumentsResponse>;

/** `PUT /v1/documents/{documentId}/permissions` */
export const permissionsRequest = z.strictObject({ acl: aclSchema });
export type PermissionsRequest = z.infer<typeof permissionsRequest>;

/** A change that goes on after the answer: `status` is the document's. */
export const acceptedResponse = z.object({ documentId: documentIdSchema, status: documentSchema.shape.status });
export type AcceptedResponse = z.infer<typeof acceptedResponse>;

/** `GET /v1/documents/{documentId}/content`: an address of the original, valid for a short while. */
export const contentResponse = z.object({ url: z.string(), expiresAt: timeSchema });
export type ContentResponse = z.infer<typeof contentResponse>;
