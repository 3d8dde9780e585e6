import { streamedEvent } from '../events/envelope';

/** Whose a record is that was put aside; undefined where it is no event. @param data in base64 */
export function orgOfRecord(data: string): string | undefined {
  try {
    return streamedEvent.safeParse(JSON.parse(Buffer.from(data, 'base64').toString('utf8'))).data?.org;
  } catch {
    return undefined;
  }
}
