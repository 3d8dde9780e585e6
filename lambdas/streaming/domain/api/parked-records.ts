import * as z from 'zod/mini';
import { anyData } from '../events/any-data';
import { ownedReasons, type ParkedPlace, parkedIdOf } from '../parked/parked-place';
import { type ParkedRecord, putBackSchema } from '../parked/parked-record';

/** Characters of a record that are told: more than an event that is sent may have. */
const MOST_CHARACTERS = 100_000;

const reason = z.enum(ownedReasons);

/** A parked record as it is listed: what its place tells. */
export const parkedListed = z.object({
  /** Names the record in paths. */
  id: z.string(),
  reason,
  /** Function that parked it. */
  by: z.string(),
  /** ISO 8601: when it came into the stream. */
  arrivedAt: z.string(),
});
export type ParkedListed = z.infer<typeof parkedListed>;

/** `GET /v1/events/parked`: what is left, the newest day first. A page may be empty and have others after it. */
export const parkedRecordsResponse = z.object({
  records: z.array(parkedListed),
  /** Asks for the next page; absent after the last. */
  cursor: z.optional(z.string()),
});

/** `GET /v1/events/parked/{id}`. */
export const parkedRecordResponse = z.object({
  ...parkedListed.shape,
  /** What is wrong. */
  detail: z.string(),
  position: z.object({ shardId: z.optional(z.string()), sequenceNumber: z.string(), partitionKey: z.string() }),
  bytes: z.int(),
  /** The record as text, or its beginning. */
  record: z.string(),
  /** Whether the end of it is left out. */
  truncated: z.boolean(),
  /** Once somebody has put it back. */
  putBack: z.optional(putBackSchema),
});
export type ParkedRecordResponse = z.infer<typeof parkedRecordResponse>;

/** `POST /v1/events/parked/{id}/put-back`: nothing, or what is put in the place of what was sent. */
export const putBackRequest = z.strictObject({
  version: z.optional(z.int().check(z.gte(1), z.lte(1_000))),
  data: z.optional(anyData),
});

export const listedView = (place: ParkedPlace): ParkedListed => ({
  id: parkedIdOf(place),
  ...{ reason: place.reason, by: place.by, arrivedAt: place.arrivedAt },
});

export function parkedView(place: ParkedPlace, parked: ParkedRecord): ParkedRecordResponse {
  const bytes = Buffer.from(parked.record, 'base64');
  const text = bytes.toString('utf8');
  const { shardId, sequenceNumber, partitionKey } = parked.position;
  const { putBack } = parked;
  return {
    ...listedView(place),
    detail: parked.detail,
    position: { ...(shardId !== undefined && { shardId }), sequenceNumber, partitionKey },
    bytes: bytes.length,
    record: text.slice(0, MOST_CHARACTERS),
    truncated: text.length > MOST_CHARACTERS,
    ...(putBack && { putBack }),
  };
}
