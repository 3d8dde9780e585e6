import type { Refusal } from '../api/events';
import { anyData } from './any-data';
import { MOST_EVENT_BYTES, type SentEvent, sentEvent } from './envelope';
import { checkData, detailOf, isEventType } from './schemas';

/** Clocks of senders may be ahead by this much (ms). */
export const MOST_AHEAD_MS = 60_000;

/** Characters of what is wrong: keys that nobody knows are as long as their sender likes, and an answer is not. */
const MOST_DETAIL = 300;

export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Milliseconds after which an event is too old. */
  readonly mostAgeMs: number;
}

export type Admission =
  | { readonly event: SentEvent }
  | { readonly code: Exclude<Refusal, 'unavailable'>; readonly detail: string };

/**
 * Checks an event as it is sent. A version of a known type that this deployment does not know is taken in: its readers put it aside until they
 * know it, so that senders may be deployed first.
 */
export function admitEvent(sent: unknown, { now, mostAgeMs }: Clock): Admission {
  const parsed = sentEvent.safeParse(sent);
  if (!parsed.success) return refuse('invalid_event', detailOf(parsed.error));
  const event = parsed.data;
  const fit = anyData.safeParse(event.data);
  if (!fit.success) return refuse('invalid_event', `data: ${detailOf(fit.error)}`);
  const bytes = new TextEncoder().encode(JSON.stringify(event)).length;
  if (bytes > MOST_EVENT_BYTES) return refuse('event_too_large', `has ${bytes} bytes; ${MOST_EVENT_BYTES} is the most`);
  if (!isEventType(event.type)) return refuse('unknown_type', `type: ${event.type} is none that there is`);
  const checked = checkData(event.type, event.version, event.data);
  if (checked.kind === 'invalid') return refuse('invalid_data', `data.${checked.detail}`);
  const age = now - Date.parse(event.occurredAt);
  if (age < -MOST_AHEAD_MS) return refuse('clock_off', `occurredAt: is more than ${MOST_AHEAD_MS / 1000} s ahead`);
  if (age > mostAgeMs) return refuse('too_old', `occurredAt: is more than ${mostAgeMs / 3_600_000} hours ago`);
  return { event };
}

const refuse = (code: Exclude<Refusal, 'unavailable'>, detail: string): Admission => ({
  code,
  detail: detail.slice(0, MOST_DETAIL),
});
