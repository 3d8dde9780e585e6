import * as z from 'zod/mini';
import { DOCUMENT_ID, parseOriginalKey } from './original-key';

const id = z.string().check(z.regex(DOCUMENT_ID));
const document = { orgHash: z.string().check(z.regex(/^[0-9a-f]{32}$/)), documentId: id };

const indexName = z.string().check(z.regex(/^rag-chunks-[a-z0-9-]{1,200}$/));
const figure = z.int().check(z.nonnegative());

/** How far one pass over all documents is. */
const passSchema = z.object({
  /** That is being filled. */
  index: indexName,
  /** The first pass is 0. */
  round: figure,
  /** Place in the table of documents; from its beginning where absent. */
  after: z.optional(z.object({ pk: z.string(), sk: z.string() })),
  /** That answer and were looked at in this pass, and those of them that the index lacked. */
  documents: figure,
  missing: figure,
});
export type Pass = z.infer<typeof passSchema>;

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
  /** The index that is to answer is filled, page by page of documents; without `pass`, from the beginning if there is need. */
  z.object({ kind: z.literal('reindex'), pass: z.optional(passSchema) }),
  /** A document is missing in an index that is being filled. */
  z.object({ kind: z.literal('copy'), ...document, index: indexName }),
  /** An index may be in nobody's use any more. */
  z.object({ kind: z.literal('drop'), index: indexName }),
  /** Cached answers are past their time. */
  z.object({ kind: z.literal('purge') }),
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
