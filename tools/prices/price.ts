/**
 * How well a figure is known: read from AWS's price list; from somewhere that repeats it; of another region, where the region's own was not
 * found; or a quantity that no property of the template says.
 */
export type Confidence = 'listed' | 'secondary' | 'stand-in' | 'estimated';

export interface Tier {
  /** Quantity of a month up to which the tier reaches; absent on the last one. */
  readonly upTo?: number;
  /** USD for one unit. */
  readonly usd: number;
}

/** A list price. Free units are the first units of the first tier; limits of tiers are absolute. */
export interface Price {
  /** Such as `lambda.gbSecond.arm64`. */
  readonly id: string;
  readonly region: string;
  readonly unit: string;
  readonly tiers: readonly Tier[];
  /** Units of a month that every account has for nothing, for good. */
  readonly freePerMonth?: number;
  /** Where the figure can be read. */
  readonly source: string;
  /** Day the source was published or read, `YYYY-MM-DD`. */
  readonly sourceDate: string;
  /** Later day on which the first tier was found to be the same. */
  readonly confirmed?: string;
  readonly confidence: Confidence;
  readonly note?: string;
}

/** Day to which a price is known to hold. */
export const knownOn = ({ sourceDate, confirmed }: Price): string => confirmed ?? sourceDate;

/** Something about prices that keeps costs from being told. The message says what is missing and what would help. */
export class PriceError extends Error {
  override readonly name = 'PriceError';
}
