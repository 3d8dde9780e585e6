import { streamedEvent } from '../events/envelope';

/** Whose a record is that was put aside; undefined where it says so nowhere that can be trusted. */
export function orgOfRecord(bytes: Uint8Array): string | undefined {
  try {
    return streamedEvent.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))).data?.org;
  } catch {
    return undefined;
  }
}
