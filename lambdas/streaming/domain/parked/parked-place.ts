import type { ParkedReason } from '../events/read-record';

/** Why a record of somebody's may be parked: what is no event, is nobody's. */
export const ownedReasons = [
  'unknown_type',
  'unknown_version',
  'invalid_data',
  'version_taken',
] as const satisfies readonly ParkedReason[];
export type OwnedReason = (typeof ownedReasons)[number];

const DAY = String.raw`\d{4}-\d\d-\d\d`;
/** `<date of arrival>/<reason>/<time>_<consumer>_<shard>_<sequence number>`. */
const PLACE = new RegExp(`^(${DAY})/(${ownedReasons.join('|')})/(\\d{9})_([a-z]+)_([A-Za-z0-9-]+)_([0-9A-Za-z]+)$`);
const POSITION = new RegExp(`^${DAY}(?:/.*)?$`);

/** Where a record of an organisation is among all of its parked ones, which is all that a listing knows of it. */
export interface ParkedPlace {
  readonly place: string;
  /** ISO 8601, of its arrival in the stream. */
  readonly date: string;
  readonly reason: OwnedReason;
  readonly arrivedAt: string;
  readonly by: string;
}

/** Reads a place; undefined for what is none, so that nobody names a key with it. */
export function parkedPlace(place: string): ParkedPlace | undefined {
  const [, date, reason, time, by] = PLACE.exec(place) ?? [];
  if (!date || !time || !by) return undefined;
  const [hours, minutes, seconds, ms] = [time.slice(0, 2), time.slice(2, 4), time.slice(4, 6), time.slice(6)];
  const arrivedAt = `${date}T${hours}:${minutes}:${seconds}.${ms}Z`;
  return { place, date, reason: reason as OwnedReason, arrivedAt, by };
}

/** A place as one part of a path. It says nothing of whose it is: each organisation has its own places. */
export const parkedIdOf = ({ place }: Pick<ParkedPlace, 'place'>): string => Buffer.from(place).toString('base64url');

export const placeOfId = (id: string): ParkedPlace | undefined => parkedPlace(textOf(id) ?? '');

/** How far a listing came: the last place that it gave, or a day of which it has given nothing. */
export interface ListPosition {
  readonly date: string;
  readonly after?: string;
}

export const encodePosition = ({ date, after }: ListPosition): string =>
  Buffer.from(after ?? date).toString('base64url');

/** @returns undefined for what this has not made */
export function decodePosition(cursor: string): ListPosition | undefined {
  const text = textOf(cursor);
  if (text === undefined || !POSITION.test(text)) return undefined;
  if (!text.includes('/')) return { date: text };
  const known = parkedPlace(text);
  return known && { date: known.date, after: known.place };
}

/** Only of what is spelled as it is made: of other spellings there are many for one place. */
function textOf(encoded: string): string | undefined {
  const text = Buffer.from(encoded, 'base64url').toString('latin1');
  return Buffer.from(text, 'latin1').toString('base64url') === encoded ? text : undefined;
}
