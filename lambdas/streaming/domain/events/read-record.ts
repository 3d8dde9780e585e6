import { type StreamedEvent, streamedEvent } from './envelope';
import { checkData, detailOf, type EventData, type EventType, isEventType } from './schemas';

/** An event whose data is known, of the latest version of its type. */
export interface KnownEvent extends Omit<StreamedEvent, 'type' | 'data' | 'occurredAt'> {
  readonly type: EventType;
  readonly data: EventData;
  /** Milliseconds since the epoch. */
  readonly occurredAt: number;
}

/** Why a record is no event that this version knows, or one that contradicts what is known (`version_taken`). */
export const parkedReasons = [
  ...['not_json', 'not_an_event', 'unknown_type', 'unknown_version', 'invalid_data', 'version_taken'],
] as const;
export type ParkedReason = (typeof parkedReasons)[number];

export interface Poison {
  readonly reason: ParkedReason;
  /** What is wrong, without what was sent. */
  readonly detail: string;
  /** Whose record it is; absent where it is no event, and says so of nobody. */
  readonly org?: string;
}

export type Read = { readonly event: KnownEvent } | { readonly poison: Poison };

/** Reads a record of the stream, whoever wrote it. */
export function readRecord(bytes: Uint8Array): Read {
  const json = jsonOf(bytes);
  if (json === undefined) return poison('not_json', 'is no JSON in UTF-8');
  const envelope = streamedEvent.safeParse(json);
  if (!envelope.success) return poison('not_an_event', detailOf(envelope.error));
  const { type, version, data, occurredAt, ...rest } = envelope.data;
  const { org } = rest;
  if (!isEventType(type)) return poison('unknown_type', `type: ${type} is none that this version knows`, org);
  const checked = checkData(type, version, data);
  if (checked.kind === 'unknown-version')
    return poison('unknown_version', `version: ${type} has no version ${version}`, org);
  if (checked.kind === 'invalid') return poison('invalid_data', `data.${checked.detail}`, org);
  return { event: { ...rest, type, version, data: checked.data, occurredAt: Date.parse(occurredAt) } };
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

const poison = (reason: ParkedReason, detail: string, org?: string): Read => ({
  poison: { reason, detail, ...(org !== undefined && { org }) },
});
