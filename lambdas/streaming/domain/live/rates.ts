import type { Rate } from '../api/live';
import type { Change } from '../features/change';

/**
 * What a batch brought to each organisation.
 *
 * @param changes what was committed of it
 * @param parked organisation of each record that was put aside, as far as it is known
 * @param now milliseconds since the epoch
 */
export function ratesOf(
  changes: readonly Pick<Change, 'events'>[],
  parked: readonly string[],
  now: number,
): ReadonlyMap<string, Omit<Rate, 'at'>> {
  const rates = new Map<string, Omit<Rate, 'at'>>();
  const of = (org: string) => rates.get(org) ?? { counted: 0, late: 0, parked: 0, ageMs: 0 };
  for (const { event, counts, late } of changes.flatMap(({ events }) => events)) {
    const rate = of(event.org);
    rates.set(event.org, {
      ...rate,
      counted: rate.counted + Number(counts),
      late: rate.late + Number(late),
      ageMs: Math.max(rate.ageMs, now - event.receivedAt),
    });
  }
  for (const org of parked) rates.set(org, { ...of(org), parked: of(org).parked + 1 });
  return rates;
}
