import * as z from 'zod/mini';
import { streamedEvent } from '../events/envelope';

/** Who put a record back, when, and the event that is in the stream in its place. */
export const putBackSchema = z.object({
  by: z.string(),
  /** ISO 8601: when it was decided. */
  at: z.string(),
  event: streamedEvent,
  /** Whether it is known to be in the stream. */
  done: z.boolean(),
});

/** A record that a reader of the stream did not take, as it is kept. */
export const parkedRecordSchema = z.object({
  /** Function that parked it. */
  consumer: z.string(),
  reason: z.string(),
  /** What is wrong, without what was sent. */
  detail: z.string(),
  /** Whose it is, where that is known. */
  org: z.optional(z.string()),
  position: z.object({
    shardId: z.optional(z.string()),
    sequenceNumber: z.string(),
    partitionKey: z.string(),
    /** ISO 8601: when it came into the stream. */
    arrivedAt: z.string(),
  }),
  /** Its bytes. */
  record: z.base64(),
  putBack: z.optional(putBackSchema),
});
export type ParkedRecord = Readonly<z.infer<typeof parkedRecordSchema>>;
/** One that was put back, or is about to be. */
export type ReturnedRecord = ParkedRecord & { readonly putBack: z.infer<typeof putBackSchema> };

export const hasReturned = (record: ParkedRecord): record is ReturnedRecord => record.putBack !== undefined;
