import { billedIn, orgMonthPk, orgPlace } from '../domain/ledger';
import { dayOf, monthOf } from '../domain/period';

/** Whose counter: every one is written in one region only, so a global table never has two writers of an item. */
export type Account = { readonly userId: string } | { readonly org: string; readonly shard: number };

/** Whose counters, all shards of them. */
export type Owner = { readonly userId: string } | { readonly org: string };

/** Seconds after which items may go: buckets are full again, days and months billed and looked at. */
const BUCKET_SECONDS = 3_600;
const ROLLUP_SECONDS = 400 * 86_400;

const name = (owner: Owner) => ('userId' in owner ? `USER#${owner.userId}` : `ORG#${owner.org}`);
const place = (account: Account, region: string) => ('userId' in account ? region : orgPlace(region, account.shard));

export function rateKey(account: Account, region: string) {
  const shard = 'userId' in account ? '' : `#${account.shard}`;
  return { pk: `RATE#${name(account)}${shard}#${region}`, sk: 'BUCKETS' };
}

export const monthPk = (owner: Owner, month: string) =>
  'userId' in owner ? `MONTH#${month}#${name(owner)}` : orgMonthPk(owner.org, month);
export const dayPk = (owner: Owner, day: string) => `DAY#${day}#${name(owner)}`;

export const monthKey = (account: Account, region: string, ms: number) => ({
  pk: monthPk(account, monthOf(ms)),
  sk: place(account, region),
});

/** A day's use is kept by model. */
export const dayKey = (account: Account, region: string, ms: number, model: string) => ({
  pk: dayPk(account, dayOf(ms)),
  sk: `${place(account, region)}#${model}`,
});

export const bucketTtl = (ms: number): number => Math.floor(ms / 1000) + BUCKET_SECONDS;
export const rollupTtl = (ms: number): number => Math.floor(ms / 1000) + ROLLUP_SECONDS;

/** Sets what a month's counter has beside its figures: an organisation's is found when its month is billed. */
export function monthAttributes(account: Account, ms: number) {
  const billed = 'org' in account && { billedIn: billedIn(account.org, monthOf(ms)) };
  return {
    set: `SET #ttl = :ttl${billed ? ', billedIn = :billedIn' : ''}`,
    values: { ':ttl': rollupTtl(ms), ...(billed && { ':billedIn': billed.billedIn }) },
  };
}
