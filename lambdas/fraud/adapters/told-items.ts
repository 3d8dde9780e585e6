import { createHash } from 'node:crypto';
import type { AuditEvent } from '../../shared/domain/audit-event';
import { eventOf, toldOf, toldText } from '../domain/decision/told';
import { cellOf, hourOf, partOf } from '../domain/decision/told-place';

/** Index of what the audit stream is told, by the hour. */
export const TOLD_INDEX = 'Told';

export const toldKey = (hour: string, part: number): string => `${hour}#${part}`;

/** SHA-256 of all that an event says, of 22 characters. */
export const digestOf = (event: AuditEvent): string =>
  createHash('sha256').update(toldText(event)).digest('base64url').slice(0, 22);

/**
 * Adds to an item that is told what it is found by when the table and the audit are compared: its hour, the event's id, and the digest of
 * what the event has to say.
 *
 * @throws Error for an item that is not told
 */
export function asTold<Item extends Readonly<Record<string, unknown>>>(item: Item) {
  // The stream of the table has bytes in base64.
  const { features } = item;
  const image = features instanceof Uint8Array ? { ...item, features: Buffer.from(features).toString('base64') } : item;
  const told = toldOf(image);
  if (!told) throw new Error(`An item ${String(item.sk)} is not told`);
  const { id, at } = told;
  return { ...item, toldIn: toldKey(hourOf(at), partOf(cellOf(id))), toldAs: id, digest: digestOf(eventOf(told)) };
}
