export { type ChargeOptions, charge, listPrice } from './charge';
export { type Confidence, knownOn, type Price, PriceError, type Tier } from './price';
export { PriceBook, type PriceBookOptions } from './price-book';
export { regionStandIns } from './tables';
