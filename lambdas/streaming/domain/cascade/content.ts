import * as z from 'zod/mini';
import type { StreamedEvent } from '../events/envelope';
import type { KnownEvent } from '../events/read-record';
import type { Item, ItemFile } from '../moderation/verdict';

/** One version of what somebody wants to publish, as it was submitted. */
export const contentSchema = z.object({
  org: z.string(),
  /** The sender's own name for it; each change of it is another version. */
  id: z.string(),
  version: z.int().check(z.gte(1)),
  author: z.string(),
  text: z._default(z.string(), ''),
  links: z._default(z.array(z.string()), []),
  /** By the SHA-256 of their bytes. */
  images: z._default(z.array(z.object({ sha256: z.string() })), []),
  /** What the sender says of its author; who nothing is known of is new. */
  trust: z._default(z.object({ ageDays: z.number(), rejections: z.int() }), { ageDays: 0, rejections: 0 }),
  /** Milliseconds since the epoch: when the API took it in. */
  receivedAt: z.int(),
});
export type Content = Readonly<z.infer<typeof contentSchema>>;

/** @throws Error for an event of another type */
export const contentOf = ({ org, receivedAt, data }: KnownEvent): Content => {
  const { content: id, user: author, author: trust } = data;
  return contentSchema.parse({
    ...{ ...data, org, receivedAt, id, author },
    // In millionths and up to a million: tables take no number of any size.
    trust: trust && { ...trust, ageDays: Math.min(Math.round(trust.ageDays * 1e6) / 1e6, 1e6) },
  });
};

/** All words of an item: links are judged as if they stood in its text. */
export const wordsOf = ({ text, links }: Content): string => [text, ...links].filter((part) => part !== '').join('\n');

/** What is known of images, by their SHA-256. */
export type Looks = ReadonlyMap<string, Omit<ItemFile, 'sha256'>>;

export const itemOf = (content: Content, looks?: Looks): Item => ({
  ...{ itemId: content.id, text: wordsOf(content), author: content.trust },
  ...(content.images.length > 0 && {
    files: content.images.map(({ sha256 }) => ({ sha256, ...looks?.get(sha256) })),
  }),
});

/**
 * An item as its event has it, for whoever has it judged again: the id of the event keeps it from being counted twice.
 *
 * @param event its id, and when it happened (ms since the epoch)
 */
export const submittedAgain = (
  { org, receivedAt, id, version, author, text, links, images, trust }: Content,
  event: { readonly id: string; readonly occurredAt: number },
): StreamedEvent => ({
  ...{ id: event.id, type: 'content.submitted', version: 2, org, receivedAt },
  occurredAt: new Date(event.occurredAt).toISOString(),
  data: {
    ...{ user: author, content: id, version, author: trust },
    ...(text !== '' && { text }),
    ...(links.length > 0 && { links }),
    ...(images.length > 0 && { images }),
  },
});

/**
 * Tells one content from another, whoever delivers it: a verdict is on this and nothing else.
 *
 * @param sha256 of a text, as 64 lower-case hexadecimal digits
 */
export const digestOf = ({ text, links, images, author }: Content, sha256: (text: string) => string): string =>
  sha256(JSON.stringify([author, text, links, images.map((image) => image.sha256)]));
