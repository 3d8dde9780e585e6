import type { Amounts, Dimension, ModelsAsked, UnitOfUse } from '../../lib/design';
import { type Confidence, listPrice, type Price, type PriceBook } from '../prices';
import type { DesignWorkload } from '../scenario';
import type { CostedAssembly } from './costed-assembly';
import { sum } from './sum';
import { chargesFor, type UseCharge, type UseView, Views } from './use';

/** What an amount of one dimension is billed as, at the list price of the first tier. */
export interface UnitLine {
  readonly dimension: Dimension;
  readonly service: string;
  readonly price: string;
  /** Of the price's unit. */
  readonly quantity: number;
  readonly unit: string;
  readonly usd: number;
  readonly source: string;
  readonly confidence: Confidence;
}

/** What one unit of use costs beyond the idle floor, with no free tier and before any discount of volume. */
export interface UnitCost {
  readonly design: string;
  readonly unit: string;
  readonly region: string;
  readonly usdPerUnit: number;
  readonly lines: readonly UnitLine[];
}

/** Unit costs of every design that the assembly has, in the stage's main region where it runs there. */
export function unitCosts(
  assembly: CostedAssembly,
  designs: readonly DesignWorkload[],
  book: PriceBook,
  views = new Views(assembly),
): UnitCost[] {
  return designs.flatMap(({ name, workload }) => {
    const [view] = views.of(name);
    if (!view) return [];
    return [workload, ...(workload.further ?? [])].map((use) => unitCost(use, view, book));
  });
}

function unitCost({ unit, perUnit, models = {} }: UnitOfUse, view: UseView, book: PriceBook): UnitCost {
  const lines = chargesOf(perUnit, view, models).map(({ dimension, charge, amount }) => {
    const price = book.price(charge.price, charge.region ?? view.region);
    return line(dimension, charge, amount * charge.each, price);
  });
  return { design: view.design, unit, region: view.region, usdPerUnit: sum(lines.map(({ usd }) => usd)), lines };
}

const line = (dimension: Dimension, charge: UseCharge, quantity: number, price: Price): UnitLine => ({
  dimension,
  service: charge.service,
  price: price.id,
  quantity,
  unit: price.unit,
  usd: quantity * listPrice(price),
  source: price.source,
  confidence: price.confidence,
});

/** Every charge of some amounts. */
export function chargesOf(amounts: Amounts, view: UseView, models: ModelsAsked) {
  return (Object.entries(amounts) as [Dimension, number][])
    .filter(([, amount]) => amount > 0)
    .flatMap(([dimension, amount]) =>
      chargesFor(dimension, { ...view, models }).map((charge) => ({ dimension, amount, charge })),
    );
}
