import { spread } from './spread';

/** One of an organisation's counters of a month: it is written in one region, and is one of several shards there. */
export interface OrgCounter {
  readonly org: string;
  /** `2026-11`. */
  readonly month: string;
  readonly region: string;
  readonly shard: number;
}

/** All that is counted by one counter is under one key, a user's entries beside one another. */
export const ledgerKey = (
  { org, month, region, shard }: OrgCounter,
  { userId, messageId }: { readonly userId: string; readonly messageId: string },
) => ({ pk: ledgerPk({ org, month, region, shard }), sk: `${userId}#${messageId}` });

export const ledgerPk = ({ org, month, region, shard }: OrgCounter): string =>
  `LEDGER#${month}#${org}#${region}#${shard}`;

const prefix = (month: string) => `MONTH#${month}#ORG#`;
export const orgMonthPk = (org: string, month: string): string => `${prefix(month)}${org}`;
export const orgOfMonthPk = (pk: string, month: string): string => pk.slice(prefix(month).length);

/** Where a counter is written, as its sort key says. */
export const orgPlace = (region: string, shard: number): string => `${region}#${shard}`;

export function orgCounterOf(org: string, month: string, place: string): OrgCounter {
  const [region = '', shard] = place.split('#');
  return { org, month, region, shard: Number(shard) };
}

/**
 * Index by which the counters of all organisations of a month are found; it is written to once for each counter, since only
 * their keys are in it. Several groups, because a month begins for all organisations at once.
 */
export const BILLED_INDEX = 'ByBilledMonth';
const GROUPS = 16;
const group = (month: string, number: number) => `BILLED#${month}#${number}`;
export const billedIn = (org: string, month: string): string => group(month, Math.floor(spread(org) * GROUPS));
export const billedGroups = (month: string): string[] =>
  Array.from({ length: GROUPS }, (_, number) => group(month, number));
