import type { Dimension } from '../../../lib/design';
import type { UseView } from './view';

/** What one unit of a dimension is billed as. */
export interface UseCharge {
  readonly price: string;
  /** Units of the price that one unit of the dimension takes. */
  readonly each: number;
  /** AWS's name of who bills it. */
  readonly service: string;
  /** @default - the region of the use */
  readonly region?: string;
  /** What the idle floor has paid for already comes off. */
  readonly coveredByFloor?: boolean;
}

/** How a dimension is billed by what the template has; nothing where the template has nothing that bills it. */
export type Pricing = (view: UseView) => readonly UseCharge[];
export type Pricings = Readonly<Partial<Record<Dimension, Pricing>>>;

/** AWS's GB are of 1,024 MB. */
export const KB_A_GB = 1024 ** 2;

export const charged =
  (service: string, price: string, each = 1): Pricing =>
  () => [{ service, price, each }];

export const perGb = (service: string, price: string): Pricing => charged(service, price, 1 / KB_A_GB);
