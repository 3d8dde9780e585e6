import type { Dimension } from '../../../lib/design';
import { compute } from './compute';
import { data } from './data';
import { edge } from './edge';
import type { Pricing, UseCharge } from './use-charge';
import type { UseView } from './view';

export type { UseCharge } from './use-charge';
export { type UseView, Views } from './view';

/** How each dimension is billed. */
export const pricings: Readonly<Record<Dimension, Pricing>> = { ...compute, ...data, ...edge };

/** What one unit of a dimension is billed as, by what the template has. */
export const chargesFor = (dimension: Dimension, view: UseView): readonly UseCharge[] => pricings[dimension](view);
