import * as z from 'zod/mini';

/** What kind of thing an attachment is to a model; each model says which it takes. */
export const attachmentKindSchema = z.enum(['image', 'document']);
export type AttachmentKind = z.infer<typeof attachmentKindSchema>;

/** Content types that are taken, and what Converse calls them. */
export const contentTypes = {
  'image/png': { kind: 'image', format: 'png' },
  'image/jpeg': { kind: 'image', format: 'jpeg' },
  'image/gif': { kind: 'image', format: 'gif' },
  'image/webp': { kind: 'image', format: 'webp' },
  'application/pdf': { kind: 'document', format: 'pdf' },
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': { kind: 'document', format: 'docx' },
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { kind: 'document', format: 'xlsx' },
  'text/plain': { kind: 'document', format: 'txt' },
  'text/markdown': { kind: 'document', format: 'md' },
  'text/csv': { kind: 'document', format: 'csv' },
  'text/html': { kind: 'document', format: 'html' },
} as const satisfies Record<string, { kind: AttachmentKind; format: string }>;
export type ContentType = keyof typeof contentTypes;
export type Format = (typeof contentTypes)[ContentType]['format'];
export const contentTypeSchema = z.enum(Object.keys(contentTypes) as [ContentType, ...ContentType[]]);

/**
 * What a message may bring along, and a request with its whole conversation.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Message.html
 */
export const MAX_BYTES = { image: 3_750_000, document: 4_500_000 } as const satisfies Record<AttachmentKind, number>;
export const MAX_COUNT = { image: 20, document: 5 } as const satisfies Record<AttachmentKind, number>;
/** Pixels of an image's longer side. */
export const MAX_SIDE = 8_000;
/** A request to Nova has 25 MB with its base64 encoding. */
export const MAX_REQUEST_BYTES = 18_000_000;

/** Seconds for which an upload may begin. */
export const UPLOAD_SECONDS = 600;

/** An attachment of a message: uploaded, and found to be what it was declared as. */
export const attachmentSchema = z.object({
  id: z.string(),
  /** As its owner named it; no model is told. */
  name: z.string(),
  contentType: contentTypeSchema,
  /** Bytes. */
  size: z.int().check(z.positive()),
  /** Estimated. */
  tokens: z.int().check(z.positive()),
  /** Of the upload that was looked at: one that replaces it later is none of the message's. */
  etag: z.string(),
});
export type Attachment = z.infer<typeof attachmentSchema>;

export const kindOf = ({ contentType }: Pick<Attachment, 'contentType'>): AttachmentKind =>
  contentTypes[contentType].kind;

/** What is wrong with how many of them there are; undefined when nothing is. */
export function countProblem(attachments: readonly Pick<Attachment, 'contentType' | 'size'>[]): string | undefined {
  for (const kind of attachmentKindSchema.options) {
    if (attachments.filter((each) => kindOf(each) === kind).length > MAX_COUNT[kind])
      return `A message has at most ${MAX_COUNT[kind]} attachments of kind ${kind}`;
  }
  const bytes = attachments.reduce((sum, { size }) => sum + size, 0);
  return bytes > MAX_REQUEST_BYTES ? `The attachments of a message have at most ${MAX_REQUEST_BYTES} bytes` : undefined;
}
