import * as z from 'zod/mini';
import { DOCUMENT_ID, parseOriginalKey } from './original-key';

const id = z.string().check(z.regex(DOCUMENT_ID));
const document = { orgHash: z.string().check(z.regex(/^[0-9a-f]{32}$/)), documentId: id };

/** What waits for the ingest worker: ids and figures, never text. Everything in it may come twice. */
export const ownWorkSchema = z.discriminatedUnion('kind', [
  /** An original is there. */
  z.object({ kind: z.literal('uploaded'), ...document, uploadId: id }),
  /** An original is to be read and indexed anew, whether or not it changed; `request` tells one such wish from another. */
  z.object({ kind: z.literal('ingest'), ...document, uploadId: id, request: id }),
  /** Pages of a scan may have been read by now. */
  z.object({
    kind: z.literal('scanned'),
    ...document,
    uploadId: id,
    version: z.int().check(z.positive()),
    /** SHA-256 of the original, hexadecimal. */
    contentHash: z.string(),
    jobId: z.string().check(z.minLength(1)),
    /** How often the job was looked at. */
    looks: z.int().check(z.nonnegative()),
  }),
  z.object({ kind: z.literal('permissions'), ...document }),
  z.object({
    kind: z.literal('delete'),
    ...document,
    /** A second pass, for what was being written while the first one ran. */
    sweep: z.optional(z.boolean()),
  }),
]);
export type Work = z.infer<typeof ownWorkSchema>;
export type ScannedWork = Extract<Work, { kind: 'scanned' }>;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
const objectCreatedSchema = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  detail: z.object({ object: z.object({ key: z.string() }) }),
});

/**
 * The work that a message asks for: one of our own, or EventBridge's event of an object that S3 has stored.
 *
 * @param body of the SQS message
 * @throws Error when it is neither, or an object of another kind
 */
export function parseWork(body: string): Work {
  const message: unknown = JSON.parse(body);
  const event = objectCreatedSchema.safeParse(message);
  if (!event.success) return ownWorkSchema.parse(message);
  const original = parseOriginalKey(event.data.detail.object.key);
  if (!original) throw new Error('The object is no original of a document');
  return { kind: 'uploaded', ...original };
}
