import { MOST_EVENT_BYTES, type StreamedEvent, sentEvent, streamedEvent } from '../events/envelope';
import { readRecord } from '../events/read-record';
import type { ParkedRecord } from './parked-record';

/** What is put in the place of what was sent. The event stays the same: its id, its type, its organisation, and when it happened and came. */
export interface Correction {
  readonly version?: number | undefined;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

export const returnRefusals = [
  ...['not_understood', 'not_correctable', 'correction_needed', 'unknown_version', 'invalid_data', 'event_too_large'],
] as const;
export type ReturnRefusal = (typeof returnRefusals)[number];

export type Returned =
  | { readonly event: StreamedEvent }
  | { readonly refused: { readonly code: ReturnRefusal; readonly detail: string } };

const refuse = (code: ReturnRefusal, detail: string): Returned => ({ refused: { code, detail } });

/**
 * The event that is to be put back: as it was sent where this deployment understands it by now, else with a correction that it understands.
 */
export function returnedEvent(parked: ParkedRecord, { version, data }: Correction = {}): Returned {
  const sent = sentAs(parked);
  if (!sent) return refuse('not_correctable', 'It is no event: there is nothing in it to correct');
  if (version === undefined && data === undefined) return asItIs(parked, sent);
  const event = { ...sent, version: version ?? sent.version, data: data ?? sent.data };
  const bytes = sizeOf(event);
  if (bytes > MOST_EVENT_BYTES) return refuse('event_too_large', `has ${bytes} bytes; ${MOST_EVENT_BYTES} is the most`);
  const read = readRecord(new TextEncoder().encode(JSON.stringify(event)));
  if ('event' in read) return { event };
  const { reason, detail } = read.poison;
  if (reason === 'unknown_version' || reason === 'invalid_data') return refuse(reason, detail);
  return refuse('not_correctable', `${detail}; what another version of this API does not know either, stays`);
}

function asItIs({ reason, record }: ParkedRecord, event: StreamedEvent): Returned {
  if (reason === 'version_taken')
    return refuse('correction_needed', 'Something else was judged as this version: give data with another version');
  const read = readRecord(Buffer.from(record, 'base64'));
  return 'event' in read ? { event } : refuse('not_understood', `${read.poison.detail}; give what is right instead`);
}

/** The event as it was sent; undefined where it is none. */
export function sentAs({ record }: ParkedRecord): StreamedEvent | undefined {
  try {
    return streamedEvent.safeParse(JSON.parse(Buffer.from(record, 'base64').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Of what its sender would send. */
function sizeOf({ org: _org, receivedAt: _receivedAt, ...sent }: StreamedEvent): number {
  return new TextEncoder().encode(JSON.stringify(sentEvent.parse(sent))).length;
}
