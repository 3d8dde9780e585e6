import type { Price, Tier } from '../price';
import { PriceError } from '../price';
import type { PriceTable } from '../table';
import { fetchOffer, type Offer, offerUrl, tiersOf } from './offer';
import { rowOf, usageTypesOf } from './rows';

export interface Refreshed {
  readonly table: PriceTable;
  readonly changed: readonly {
    readonly id: string;
    readonly before?: readonly Tier[];
    readonly after: readonly Tier[];
  }[];
  /** Found to be as before, and noted with the day of the list. */
  readonly confirmed: readonly string[];
  /** Ids without a row in the price list, with the reason: left as they were. */
  readonly left: readonly { readonly id: string; readonly reason: string }[];
}

type Entry = PriceTable['prices'][string];

/**
 * A table with what AWS's price list says of it. Units and free units stay as they are; a list that AWS published is the new source.
 * @param base such as `https://pricing.us-east-1.amazonaws.com`
 */
export async function refresh(table: PriceTable, base: string, units: (id: string) => Price): Promise<Refreshed> {
  const offers = new Map<string, Offer>();
  const prices: Record<string, Entry> = {};
  const changed: Refreshed['changed'][number][] = [];
  const confirmed: string[] = [];
  const left: Refreshed['left'][number][] = [];
  for (const [id, entry] of Object.entries(table.prices)) {
    prices[id] = entry;
    const row = rowOf(id);
    if (!row) {
      left.push({ id, reason: 'no row of the price list is known for it' });
      continue;
    }
    const url = offerUrl(base, row.offer, table.region);
    const offer = offers.get(url) ?? (await fetchOffer(url));
    offers.set(url, offer);
    const found = attempt(() => tiersOf(offer, usageTypesOf(row, table.region)));
    if (!found.tiers) {
      left.push({ id, reason: found.reason ?? `the list has no ${row.usageType}` });
      continue;
    }
    const day = offer.publicationDate.slice(0, 10);
    const before = 'as' in entry ? undefined : entry.tiers;
    if (before && same(before, found.tiers)) {
      prices[id] = { ...(entry as Exclude<Entry, { as: string }>), confirmed: day };
      confirmed.push(id);
      continue;
    }
    const { unit, freePerMonth } = units(id);
    prices[id] = { unit, tiers: [...found.tiers], freePerMonth, source: url, sourceDate: day, confidence: 'listed' };
    changed.push({ id, before, after: found.tiers });
  }
  return { table: { ...table, prices }, changed, confirmed, left };
}

function attempt(find: () => readonly Tier[] | undefined): {
  readonly tiers?: readonly Tier[];
  readonly reason?: string;
} {
  try {
    return { tiers: find() };
  } catch (error) {
    if (!(error instanceof PriceError)) throw error;
    return { reason: error.message };
  }
}

const same = (a: readonly Tier[], b: readonly Tier[]): boolean =>
  a.length === b.length &&
  a.every(({ upTo, usd }, at) => upTo === b[at]?.upTo && Math.abs(usd - (b[at]?.usd ?? 0)) < 1e-12);
