import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1));

/** Properties of `Custom::PublishedFiles`: what a bucket is to hold, and where each file comes from. */
export const publicationSchema = z.object({
  Bucket: text,
  /** Region of the bucket; files are read in the function's own. */
  Region: text,
  Files: z.array(z.object({ Key: text, SourceBucket: text, SourceKey: text, ContentType: text, CacheControl: text })),
  /** Small files whose text is known only at deployment. */
  Texts: z.array(z.object({ Key: text, Body: z.string(), ContentType: text, CacheControl: text })),
});
export type Publication = z.infer<typeof publicationSchema>;

/** Keys of a publication in the order of writing: pages last, when what they refer to is there. */
export function keysOf({ Files, Texts }: Publication): string[] {
  return [...Texts, ...Files].map(({ Key }) => Key);
}

/** Keys that were published before and are no more. */
export function dropped(before: Publication, after: Publication): string[] {
  const kept = new Set(keysOf(after));
  return before.Bucket === after.Bucket ? keysOf(before).filter((key) => !kept.has(key)) : keysOf(before);
}
