import type { Amounts, ModelsAsked } from '../../lib/design';
import { charge, type PriceBook } from '../prices';
import { type DesignWorkload, type Load, loadsOf, type Scenario } from '../scenario';
import type { CostedAssembly } from './costed-assembly';
import { customMetrics } from './custom-metrics';
import type { IdleLine } from './idle';
import { indexGrowth } from './index-growth';
import { HOURS } from './services/service';
import { sum } from './sum';
import { chargesOf } from './units';
import { type UseView, Views } from './use';

/** A part of a month's bill. */
export interface BillLine {
  readonly design: string;
  /** The unit of use that causes it; none for what is there anyway. */
  readonly unit?: string;
  readonly service: string;
  /** The dimension that is billed, or `idle`. */
  readonly driver: string;
  readonly region: string;
  readonly usd: number;
}

/** Use of one price in one region, before tiers are known. */
export interface Use extends Omit<BillLine, 'usd'> {
  readonly price: string;
  readonly quantity: number;
  readonly coveredByFloor?: boolean;
}

export interface BillOptions {
  readonly assembly: CostedAssembly;
  readonly designs: readonly DesignWorkload[];
  readonly idle: readonly IdleLine[];
  readonly book: PriceBook;
  readonly freeTier?: boolean;
}

const DAYS = HOURS / 24;
export const IDLE = 'idle';

/**
 * A month of a scenario: the idle floor and all use, volume tiers reached by the sum of all designs in a region and shared by what each
 * uses. Designs of the scenario that the assembly does not have are left out.
 */
export function bill(scenario: Scenario, options: BillOptions): BillLine[] {
  const { assembly, idle, designs } = options;
  const views = new Views(assembly);
  const uses = [
    ...loadsOf(scenario, designs).flatMap((load) => usesOf(load, shares(views.of(load.design), scenario))),
    ...designs.flatMap(({ name, workload: { perUser, models } }) =>
      scenario.designs[name] && perUser ? monthly(name, perUser, models, scenario, views) : [],
    ),
    ...customMetrics(assembly, scenario),
    ...indexGrowth(scenario, options),
  ];
  return [...idle.map(floor), ...priced(uses, options)].filter(({ usd }) => usd !== 0);
}

const floor = ({ design, service, region, usdPerMonth }: IdleLine): BillLine => ({
  ...{ design, service, region, usd: usdPerMonth },
  driver: IDLE,
});

type Share = readonly [UseView, number];

/** How much of the use each region has: as the scenario says of those where the design runs, else the same. */
function shares(views: readonly UseView[], { regions }: Scenario): Share[] {
  const weights = views.map(({ region }) => (regions ? (regions[region] ?? 0) : 1));
  const total = sum(weights);
  return views.map((view, at) => [view, total > 0 ? (weights[at] ?? 0) / total : 1 / views.length]);
}

const usesOf = ({ design, unit, unitsADay, perUnit, models }: Load, regions: readonly Share[]): Use[] =>
  regions.flatMap(([view, share]) =>
    amountsOf(perUnit, view, models, unitsADay * DAYS * share).map((use) => ({ ...use, design, unit })),
  );

const monthly = (
  design: string,
  perUser: Amounts,
  models: ModelsAsked | undefined,
  { users }: Scenario,
  views: Views,
): Use[] =>
  views
    .of(design)
    .slice(0, 1)
    .flatMap((view) => amountsOf(perUser, view, models ?? {}, users));

const amountsOf = (amounts: Amounts, view: UseView, models: ModelsAsked, times: number): Use[] =>
  chargesOf(amounts, view, models).map(
    ({ dimension, amount, charge: { service, price, each, coveredByFloor, region = view.region } }) => ({
      ...{ design: view.design, service, price, region, coveredByFloor },
      driver: dimension,
      quantity: amount * each * times,
    }),
  );

/** Each price of a region through its tiers once, and each use its share of that. */
function priced(uses: readonly Use[], { book, freeTier = false, idle }: BillOptions): BillLine[] {
  const groups = Map.groupBy(uses, ({ region, price }) => `${region} ${price}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const total = sum(group.map(({ quantity }) => quantity));
    if (!first || total === 0) return [];
    const price = book.price(first.price, first.region);
    const floored = first.coveredByFloor ? quantityIdle(idle, first) : 0;
    const usd = charge(price, Math.max(0, total - floored), { freeTier });
    return group.map(({ price: _, quantity, coveredByFloor: __, ...line }) => ({
      ...line,
      usd: (usd * quantity) / total,
    }));
  });
}

const quantityIdle = (idle: readonly IdleLine[], { price, region }: Use): number =>
  sum(idle.filter((line) => line.price === price && line.region === region).map(({ quantity }) => quantity));
