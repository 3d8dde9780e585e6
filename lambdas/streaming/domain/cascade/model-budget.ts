/** How often tier 3 may be asked. */
export interface ModelBudget {
  /** Calls of a calendar month (UTC). */
  readonly perMonth: number;
  /** Calls that may be made ahead of the month's even pace. */
  readonly burst: number;
}

/** A month's calls are counted in so many places, so that no one of them is written too often. */
export const BUDGET_PARTS = 16;

/** @param at milliseconds since the epoch @returns such as `2026-11` */
export const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7);

/**
 * Calls that may have been made by now in one part of the month's budget: a bucket that fills evenly over the month, with a burst from the
 * start. Over all parts it is never more than the month's.
 *
 * @param part from 0 on
 * @param at milliseconds since the epoch
 */
export function allowedBy({ perMonth, burst }: ModelBudget, part: number, at: number): number {
  const date = new Date(at);
  const [start, end] = [0, 1].map((more) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + more, 1)) as [
    number,
    number,
  ];
  const paced = Math.floor((perMonth * (at - start)) / (end - start));
  return shareOf(Math.min(perMonth, paced + burst), part);
}

/** Whole numbers that add up to `amount` over all parts. */
const shareOf = (amount: number, part: number): number =>
  Math.floor(amount / BUDGET_PARTS) + (part < amount % BUDGET_PARTS ? 1 : 0);
