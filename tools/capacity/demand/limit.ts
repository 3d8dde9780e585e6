import { type Quota, valueIn } from '../quotas/quota';

/** Something that load grows into. */
export interface Limit {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** `quota` is AWS's, `setting` the stage's own. */
  readonly kind: 'quota' | 'setting';
  /** Code in Service Quotas. */
  readonly code?: string;
  /** More of it takes another cell: the design again, as a stage in an account of its own. */
  readonly sizesCell?: boolean;
  /** AWS raises it on request, or the stage can set it higher. */
  readonly adjustable: boolean;
  readonly newAccount?: number;
  readonly note?: string;
  readonly source: string;
  readonly read?: string;
}

export function quotaIn(quota: Quota, region: string): Limit {
  const { id, name, unit, code, adjustable, newAccount, note, source, read } = quota;
  return {
    ...{ id, name, unit, value: valueIn(quota, region), kind: 'quota', adjustable, source, read },
    ...(code !== undefined && { code }),
    ...(newAccount !== undefined && { newAccount }),
    ...(note !== undefined && { note }),
  };
}

/** Use of a limit in one region, as load grows. */
export interface Demand {
  readonly limit: Limit;
  readonly region: string;
  readonly designs: readonly string[];
  /** The table, queue or function that it is about; the region as a whole without it. */
  readonly resource?: string;
  /** Use at a multiple of the scenario's peak; never less for more load. */
  readonly at: (load: number) => number;
}

/** More load than anybody has. */
const MOST_LOAD = 1e9;

/** The multiple of the scenario's peak at which a limit is met; infinite where load does not grow into it. */
export function loadAtLimit({ limit, at }: Pick<Demand, 'limit' | 'at'>): number {
  if (at(0) > limit.value) return 0;
  if (at(MOST_LOAD) <= limit.value) return Number.POSITIVE_INFINITY;
  let low = 0;
  let high = MOST_LOAD;
  for (let step = 0; step < 200 && high - low > 1e-9 * high; step += 1) {
    const middle = (low + high) / 2;
    if (at(middle) <= limit.value) low = middle;
    else high = middle;
  }
  return low;
}
