import * as z from 'zod/mini';
import { MOST_EVENTS, sentEvent } from '../events/envelope';

/** `POST /v1/events`, many at once. Each event is checked by itself: one that is refused keeps no other back. */
export const eventsRequest = z.strictObject({
  events: z.array(z.unknown()).check(z.minLength(1), z.maxLength(MOST_EVENTS)),
});

/** One event or many, as it is described. */
export const eventsDescribed = z.union([
  sentEvent,
  z.strictObject({ events: z.array(sentEvent).check(z.minLength(1), z.maxLength(MOST_EVENTS)) }),
]);

/** Why an event is not taken in. All but `unavailable` are the event's own fault, whenever it is sent. */
export const refusals = [
  'invalid_event',
  'event_too_large',
  'unknown_type',
  'invalid_data',
  'clock_off',
  'too_old',
  'unavailable',
] as const;
export type Refusal = (typeof refusals)[number];

export const eventResult = z.object({
  /** Place in the request, from 0. */
  index: z.int(),
  /** As it was sent, where it has one. */
  id: z.optional(z.string()),
  status: z.enum(['accepted', 'refused', 'failed']),
  code: z.optional(z.enum(refusals)),
  detail: z.optional(z.string()),
});
export type EventResult = Readonly<z.infer<typeof eventResult>>;

/** `202` where every event is accepted, `207` where some are, or none. */
export const eventsResponse = z.object({ accepted: z.int(), results: z.readonly(z.array(eventResult)) });
export type EventsResponse = Readonly<z.infer<typeof eventsResponse>>;
