import type { Price } from './price';

export interface ChargeOptions {
  /** Count what an account has for nothing. @default false */
  readonly freeTier?: boolean;
  /** Units of the month that are billed already: where in the tiers the quantity begins. @default 0 */
  readonly from?: number;
}

/** USD of a month for a quantity, through the tiers of its price. */
export function charge(price: Price, quantity: number, { freeTier = false, from = 0 }: ChargeOptions = {}): number {
  const free = freeTier ? (price.freePerMonth ?? 0) : 0;
  return upTo(price, from + quantity, free) - upTo(price, from, free);
}

/** USD for the first units of a month. */
function upTo({ tiers }: Price, quantity: number, free: number): number {
  let usd = 0;
  let billed = Math.min(free, quantity);
  for (const tier of tiers) {
    const end = Math.min(quantity, tier.upTo ?? Number.POSITIVE_INFINITY);
    if (end <= billed) continue;
    usd += (end - billed) * tier.usd;
    billed = end;
  }
  return usd;
}

/** USD for one unit in the first tier, with nothing for free. */
export const listPrice = ({ tiers: [first] }: Price): number => first?.usd ?? 0;
