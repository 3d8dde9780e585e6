import { type PriceTable, parseTable } from './table';
import apSoutheast1 from './tables/ap-southeast-1.json';
import euWest1 from './tables/eu-west-1.json';
import everywhere from './tables/global.json';
import usEast1 from './tables/us-east-1.json';

/** The tables that ship, by region; `global` has what is billed alike everywhere. */
export const shippedTables = (): readonly PriceTable[] =>
  Object.entries({ apSoutheast1, euWest1, everywhere, usEast1 }).map(([name, table]) => parseTable(table, name));

/** Regions without a table of their own, and the one whose prices stand in for theirs. */
export const regionStandIns: Readonly<Record<string, string>> = { 'ap-northeast-1': 'ap-southeast-1' };
