/**
 * Where an event goes: what is of one session stays in order. Nobody's events outrun a shard for long, since an item that many look at is no
 * part of it, and what one user does in several sessions is spread.
 */
export function partitionKeyOf(org: string, data: Readonly<Record<string, unknown>>): string {
  const { user, session, content } = data;
  // 256 characters at most: ids have 128, so what is longer is told apart by its ends.
  const key = [org, user, session ?? content].filter((part) => typeof part === 'string').join('/');
  return key.length <= MOST_CHARACTERS ? key : key.slice(-MOST_CHARACTERS);
}

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecordsRequestEntry.html */
const MOST_CHARACTERS = 256;
