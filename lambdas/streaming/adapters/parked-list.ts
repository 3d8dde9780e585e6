import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { sha256 } from '../../shared/hash';
import { folderOf, PARKED } from '../domain/parked/parked-object';
import { type ListPosition, type OwnedReason, type ParkedPlace, parkedPlace } from '../domain/parked/parked-place';

/** Days that one page looks at: of a reason there may be nothing for long. */
const MOST_DAYS = 20;

export interface ParkedQuery {
  readonly org: string;
  readonly reason?: OwnedReason | undefined;
  /** ISO 8601: the day of arrival. */
  readonly date?: string | undefined;
  readonly from?: ListPosition | undefined;
  readonly most: number;
}

export interface ListedRecord extends ParkedPlace {
  /** Of the object that keeps it: a third more than the record has, and what is said of it. */
  readonly storedBytes: number;
}

export interface ParkedPage {
  readonly records: readonly ListedRecord[];
  /** Where the next page begins; absent after the last. A page may have nothing, and others after it. */
  readonly next?: ListPosition;
}

export type ListParked = (query: ParkedQuery) => Promise<ParkedPage>;

/** Lists what is parked of an organisation by the names of objects, none of which is read: the newest day first, within a day by reason. */
export function createListParked(client: S3Client, Bucket: string): ListParked {
  async function daysOf(folder: string): Promise<string[]> {
    const days: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const input = { Bucket, Prefix: folder, Delimiter: '/', ContinuationToken };
      const { CommonPrefixes = [], NextContinuationToken } = await client.send(new ListObjectsV2Command(input));
      days.push(...CommonPrefixes.map(({ Prefix = '' }) => Prefix.slice(folder.length, -1)));
      ContinuationToken = NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return days.sort().reverse();
  }

  async function ofDay(folder: string, day: string, { reason, from, most }: ParkedQuery) {
    const Prefix = `${folder}${day}/${reason === undefined ? '' : `${reason}/`}`;
    const after = from?.date === day ? from.after : undefined;
    const StartAfter = after === undefined ? undefined : `${folder}${after}.json`;
    const input = { Bucket, Prefix, StartAfter, MaxKeys: most };
    const { Contents = [], IsTruncated = false } = await client.send(new ListObjectsV2Command(input));
    const records = Contents.flatMap(({ Key = '', Size: storedBytes = 0 }): ListedRecord[] => {
      const place = parkedPlace(Key.slice(folder.length).replace(/\.json$/, ''));
      return place ? [{ ...place, storedBytes }] : [];
    });
    return { records, isTruncated: IsTruncated };
  }

  return async (query) => {
    const { org, date, from, most } = query;
    const folder = `${PARKED}${folderOf(org, sha256)}`;
    const days = (date === undefined ? await daysOf(folder) : [date]).filter((day) => day <= (from?.date ?? '9'));
    const records: ListedRecord[] = [];
    for (const [looked, day] of days.entries()) {
      if (records.length === most || looked === MOST_DAYS) return { records, next: { date: day } };
      const found = await ofDay(folder, day, { ...query, most: most - records.length });
      records.push(...found.records);
      const last = found.records.at(-1);
      if (found.isTruncated && last) return { records, next: { date: day, after: last.place } };
    }
    return { records };
  };
}
