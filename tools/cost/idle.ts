import { type Confidence, charge, knownOn, type PriceBook } from '../prices';
import { CostError } from './cost-error';
import type { CostedAssembly, CostedResource } from './costed-assembly';
import { notBilled, services } from './services';
import type { Charge, Idle } from './services/service';

/** What one resource costs a month with nobody using it, and why. */
export interface IdleLine {
  readonly design: string;
  readonly service: string;
  /** `<stack>/<logicalId>`. */
  readonly resource: string;
  readonly type: string;
  readonly region: string;
  readonly what: string;
  readonly quantity: number;
  readonly unit: string;
  readonly price: string;
  readonly usdPerMonth: number;
  readonly source: string;
  readonly sourceDate: string;
  readonly confidence: Confidence;
  readonly note?: string;
}

export interface IdleOptions {
  readonly book: PriceBook;
  /** Count the free allowances of an account. @default - those of dashboards and budgets alone */
  readonly freeTier?: boolean;
  /** Types that cost nothing beside those known here, with the reason. */
  readonly free?: Readonly<Record<string, string>>;
}

const priced: ReadonlyMap<string, { readonly service: string; readonly idle: Idle }> = new Map(
  services.flatMap(({ name, types }) =>
    Object.entries(types).map(([type, idle]) => [type, { service: name, idle }] as const),
  ),
);

/**
 * What every resource of an assembly costs idle; none for what is billed by use alone.
 * @throws CostError naming each type that is neither priced nor known to cost nothing
 */
export function idleLines(assembly: CostedAssembly, { book, freeTier = false, free = {} }: IdleOptions): IdleLine[] {
  refuseUnknown(assembly.resources, free);
  const begun = new Map<string, number>();
  return assembly.resources.flatMap((resource) => {
    const known = priced.get(resource.type);
    if (!known || Object.hasOwn(free, resource.type)) return [];
    return known.idle(resource, assembly).map((each): IdleLine => {
      const price = book.price(each.price, each.region ?? resource.region);
      const counted = freeTier || each.counted === true;
      const key = `${price.region}/${price.id}/${counted}`;
      const from = begun.get(key) ?? 0;
      begun.set(key, from + each.quantity);
      return {
        ...whose(resource, known.service, each),
        unit: price.unit,
        usdPerMonth: charge(price, each.quantity, { freeTier: counted, from }),
        source: price.source,
        sourceDate: knownOn(price),
        confidence: each.estimate && price.confidence === 'listed' ? 'estimated' : price.confidence,
        note: [each.estimate, price.note].filter(Boolean).join('; ') || undefined,
      };
    });
  });
}

const whose = ({ design, id, type, region }: CostedResource, service: string, each: Charge) => ({
  ...{ design, service, resource: id, type },
  ...{ region: each.region ?? region, what: each.what, quantity: each.quantity, price: each.price },
});

/** Nothing is silently free. */
function refuseUnknown(resources: readonly CostedResource[], free: Readonly<Record<string, string>>): void {
  const isKnown = (type: string) => priced.has(type) || Object.hasOwn(notBilled, type) || Object.hasOwn(free, type);
  const unknown = new Map(resources.filter(({ type }) => !isKnown(type)).map(({ type, id }) => [type, id]));
  if (unknown.size === 0) return;
  const lines = [...unknown].map(([type, id]) => `  ${type}, such as ${id}`);
  throw new CostError(
    `no price is known for these types, so nothing is said of any:\n${lines.join('\n')}\n` +
      'Price them in tools/cost/services, or say why they cost nothing: --free Type=reason',
  );
}
