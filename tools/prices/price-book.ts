import { knownOn, type Price, PriceError } from './price';
import type { PriceTable } from './table';
import { regionStandIns, shippedTables } from './tables';

export interface PriceBookOptions {
  /** @default - those that ship */
  readonly tables?: readonly PriceTable[];
  /** Region without a table -> region whose prices stand in. @default - those that ship */
  readonly standIns?: Readonly<Record<string, string>>;
}

const EVERYWHERE = 'global';
const YEAR_MS = 365 * 24 * 3_600_000;

/** Looks up prices and remembers which were used. */
export class PriceBook {
  private readonly tables: ReadonlyMap<string, PriceTable>;
  private readonly standIns: Readonly<Record<string, string>>;
  private readonly seen = new Map<string, Price>();

  constructor({ tables = shippedTables(), standIns = regionStandIns }: PriceBookOptions = {}) {
    this.tables = new Map(tables.map((table) => [table.region, table]));
    this.standIns = standIns;
  }

  /** @throws PriceError when there is none, neither of the region nor of one that stands in */
  price(id: string, region: string): Price {
    const key = `${region}/${id}`;
    const known = this.seen.get(key);
    if (known) return known;
    const found = this.find(id, EVERYWHERE) ?? this.find(id, region);
    if (!found) {
      throw new PriceError(
        `no price ${id} for ${region}: add it to tools/prices/tables/${region}.json with its source and date`,
      );
    }
    this.seen.set(key, found);
    return found;
  }

  /** Every price that was asked for, each once. */
  used(): readonly Price[] {
    return [...new Map([...this.seen.values()].map((price) => [`${price.region}/${price.id}`, price])).values()];
  }

  /** Prices in use that were last seen to hold more than a year before. */
  outdated(now: Date): readonly Price[] {
    return this.used().filter((price) => now.getTime() - Date.parse(knownOn(price)) > YEAR_MS);
  }

  private find(id: string, region: string): Price | undefined {
    const table = this.tables.get(region);
    if (table) {
      const entry = table.prices[id];
      if (!entry) return undefined;
      return 'as' in entry ? asStandIn(this.find(id, entry.as), region) : { id, region, ...entry };
    }
    const other = this.standIns[region];
    if (other) return asStandIn(this.find(id, other), region);
    if (region === EVERYWHERE) return undefined;
    const known = [...this.tables.keys(), ...Object.keys(this.standIns)].filter((name) => name !== EVERYWHERE);
    throw new PriceError(
      `no prices for the region ${region}: there are some for ${known.join(', ')}; --stand-in ${region}=eu-west-1 takes those of another`,
    );
  }
}

const asStandIn = (price: Price | undefined, region: string): Price | undefined =>
  price && { ...price, confidence: 'stand-in', note: `price of ${price.region}: none of ${region} was found` };
