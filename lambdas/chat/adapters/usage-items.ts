import { dayOf, type MonthUse, monthOf, NOTHING, rollupSchema } from '../domain/usage';

/** Whose counter: every one is written in one region only, so a global table never has two writers of an item. */
export type Account = { readonly userId: string } | { readonly org: string; readonly shard: number };

/** Seconds after which items may go: buckets are full again, days and months billed and looked at. */
const BUCKET_SECONDS = 3_600;
const ROLLUP_SECONDS = 400 * 86_400;

const name = (account: Account) => ('userId' in account ? `USER#${account.userId}` : `ORG#${account.org}`);
const place = (account: Account, region: string) => ('userId' in account ? region : `${region}#${account.shard}`);

export function rateKey(account: Account, region: string) {
  const shard = 'userId' in account ? '' : `#${account.shard}`;
  return { pk: `RATE#${name(account)}${shard}#${region}`, sk: 'BUCKETS' };
}

export const monthPk = (account: Account, month: string) => `MONTH#${month}#${name(account)}`;
export const dayPk = (account: Account, day: string) => `DAY#${day}#${name(account)}`;

export const monthKey = (account: Account, region: string, ms: number) => ({
  pk: monthPk(account, monthOf(ms)),
  sk: place(account, region),
});

/** A day's use is kept by model: those are the lines of an invoice. */
export const dayKey = (account: Account, region: string, ms: number, model: string) => ({
  pk: dayPk(account, dayOf(ms)),
  sk: `${model}#${place(account, region)}`,
});

export const ledgerKey = (userId: string, ms: number, messageId: string) => ({
  pk: `LEDGER#${userId}#${monthOf(ms)}`,
  sk: messageId,
});

export const bucketTtl = (ms: number): number => Math.floor(ms / 1000) + BUCKET_SECONDS;
export const rollupTtl = (ms: number): number => Math.floor(ms / 1000) + ROLLUP_SECONDS;

export function monthUseOf(item: Record<string, unknown> | undefined): MonthUse {
  const { heldTokens = 0, heldCostMicroUsd = 0 } = item ?? {};
  const used = item ? rollupSchema.parse(item) : NOTHING;
  return { used, heldTokens: Number(heldTokens), heldCostMicroUsd: Number(heldCostMicroUsd) };
}
