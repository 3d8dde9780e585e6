import { PriceBook, PriceError } from '../../../tools/prices';
import { parseTable } from '../../../tools/prices/table';
import { regionStandIns, shippedTables } from '../../../tools/prices/tables';

const listed = {
  unit: 'piece',
  tiers: [{ usd: 2 }],
  source: 'https://example.com/prices',
  sourceDate: '2025-01-31',
  confidence: 'listed',
} as const;
const tables = [
  parseTable(
    { region: 'us-east-1', prices: { 'a.one': listed, 'a.two': { ...listed, confirmed: '2026-06-01' } } },
    'us',
  ),
  parseTable({ region: 'eu-west-1', prices: { 'a.one': { as: 'us-east-1' } } }, 'eu'),
  parseTable({ region: 'global', prices: { 'a.zone': listed } }, 'everywhere'),
];

describe('the tables that ship', () => {
  const book = new PriceBook();
  const shipped = shippedTables();

  it.each(['us-east-1', 'eu-west-1', 'ap-southeast-1', 'global'])('have %s', (region) => {
    expect(shipped.map((table) => table.region)).toContain(region);
  });

  it.each(shipped.map((table) => [table.region, table] as const))(
    'find every price of %s, of a region that has it',
    (region, table) => {
      for (const id of Object.keys(table.prices)) {
        const { tiers, source } = book.price(id, region === 'global' ? 'us-east-1' : region);
        expect(tiers.length).toBeGreaterThan(0);
        expect(source).toMatch(/^https:/);
      }
    },
  );

  it('have the same prices in every region', () => {
    const ids = shipped.filter(({ region }) => region !== 'global').map(({ prices }) => Object.keys(prices).sort());
    expect(ids.every((each) => each.join() === ids[0]?.join())).toBe(true);
  });

  it('let regions that have a table of their own stand in for those that have none', () => {
    const known = shipped.map((table) => table.region);
    expect(Object.values(regionStandIns).filter((region) => !known.includes(region))).toEqual([]);
  });
});

it('says of a price of another region that it stands in', () => {
  const book = new PriceBook({ tables, standIns: { 'eu-north-1': 'us-east-1' } });
  expect(book.price('a.one', 'us-east-1')).toMatchObject({ confidence: 'listed', region: 'us-east-1' });
  for (const region of ['eu-west-1', 'eu-north-1'])
    expect(book.price('a.one', region)).toMatchObject({
      confidence: 'stand-in',
      region: 'us-east-1',
      note: `price of us-east-1: none of ${region} was found`,
    });
});

it('has what is billed alike everywhere for every region', () => {
  expect(new PriceBook({ tables }).price('a.zone', 'eu-west-1').region).toBe('global');
});

it('refuses a price or a region that it does not have, and says how to add it', () => {
  const book = new PriceBook({ tables });
  expect(() => book.price('a.three', 'us-east-1')).toThrow(PriceError);
  expect(() => book.price('a.three', 'us-east-1')).toThrow(
    'no price a.three for us-east-1: add it to tools/prices/tables/us-east-1.json',
  );
  expect(() => book.price('a.one', 'sa-east-1')).toThrow('--stand-in sa-east-1=eu-west-1');
});

it('tells of prices in use that nobody has seen to hold for a year', () => {
  const book = new PriceBook({ tables });
  book.price('a.one', 'us-east-1');
  book.price('a.two', 'us-east-1');
  expect(book.outdated(new Date('2026-01-31'))).toEqual([]);
  expect(book.outdated(new Date('2026-02-01')).map(({ id }) => id)).toEqual(['a.one']);
  expect(book.outdated(new Date('2027-06-02')).map(({ id }) => id)).toEqual(['a.one', 'a.two']);
});

it.each([
  ['a tier after the last', { tiers: [{ usd: 1 }, { usd: 2 }] }, 'every tier but the last has an end'],
  ['tiers that go down', { tiers: [{ upTo: 9, usd: 1 }, { upTo: 8, usd: 1 }, { usd: 1 }] }, 'tiers go upwards'],
  ['no source', { source: 'somewhere' }, 'prices.x'],
  ['no day', { sourceDate: '2026' }, 'prices.x'],
])('refuses a table with %s', (_, wrong, told) => {
  expect(() => parseTable({ region: 'r', prices: { x: { ...listed, ...wrong } } }, 'r.json')).toThrow(told);
});
