import type { Sha256 } from '../../../shared/domain/api-key';
import type { Poison } from '../events/read-record';

/** Records of organisations: `<hash of the organisation>/<date of arrival>/<reason>/<name>.json` under this. */
export const PARKED = 'parked/of/';
/** The same of those that were put back, or are about to be. */
export const PUT_BACK = 'put-back/';

/** Of one organisation, under either. A hash has one length and no character that means anything in a key, whatever an organisation is called. */
export const folderOf = (org: string, sha256: Sha256): string => `${sha256(org)}/`;

/** A record as a consumer has it, and where in the stream it is. */
export interface StreamRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
  readonly bytes: Uint8Array;
}

/**
 * The object that keeps a parked record, as `parked-record.ts` reads it. Where it is known whose the record is, its organisation finds it by date
 * and reason: `parked/of/<hash>/<date of arrival>/<reason>/<time>_<consumer>_<shard>_<sequence number>.json`. Others are
 * `parked/<consumer>/<date of arrival>/<shard>-<sequence number>.json`.
 */
export function parkedObject(consumer: string, record: StreamRecord, poison: Poison, sha256: Sha256) {
  const { bytes, arrivedAt, ...position } = record;
  const { shardId, sequenceNumber } = position;
  const arrived = new Date(arrivedAt).toISOString();
  const date = arrived.slice(0, 10);
  const time = arrived.slice(11).replace(/\D/g, '');
  const key =
    poison.org === undefined
      ? `parked/${consumer}/${date}/${shardId}-${sequenceNumber}.json`
      : `${PARKED}${folderOf(poison.org, sha256)}${date}/${poison.reason}/${time}_${consumer}_${shardId}_${sequenceNumber}.json`;
  const body = {
    consumer,
    ...poison,
    position: { ...position, arrivedAt: arrived },
    record: Buffer.from(bytes).toString('base64'),
  };
  return { key, text: JSON.stringify(body) };
}
