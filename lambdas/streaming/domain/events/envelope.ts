import * as z from 'zod/mini';
import '../../../shared/domain/english';

/** Bytes of one event as JSON: far below a record of Kinesis, so that one sender cannot fill a shard with few of them. */
export const MOST_EVENT_BYTES = 65_536;

/** Events of one request, as many as one call of Kinesis takes. */
export const MOST_EVENTS = 500;

/** Ids are of the sender's own making. */
export const id = z
  .string()
  .check(z.regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 printable characters without blanks'));

const envelope = {
  /** The sender's token of this event: one that comes again with it counts once. */
  id,
  /** Such as `item.viewed`. */
  type: z.string().check(z.regex(/^[a-z]+\.[a-z]+$/, 'must be a type such as item.viewed')),
  /** Version of the type's schema. */
  version: z.int().check(z.gte(1), z.lte(1_000)),
  /** ISO 8601 with its zone. */
  occurredAt: z.iso.datetime({ offset: true, error: 'must be a time such as 2026-11-28T19:00:00Z' }),
  data: z.record(z.string(), z.unknown()),
};

/** An event as it is sent. Its organisation is the sender's, and is not in it. */
export const sentEvent = z.strictObject(envelope);
export type SentEvent = Readonly<z.infer<typeof sentEvent>>;

/** An event as it is in the stream. */
export const streamedEvent = z.strictObject({
  ...envelope,
  org: z.string().check(z.minLength(1)),
  /** Milliseconds since the epoch: when the API took it in. What is late is told by it, whenever it is read, or put back. */
  receivedAt: z.int(),
});
export type StreamedEvent = Readonly<z.infer<typeof streamedEvent>>;
