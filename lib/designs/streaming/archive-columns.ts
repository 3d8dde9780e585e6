/** Columns of the archive, with the types of Hive. Names are in lower case there, whatever their case in events. */
export const columns: Readonly<Record<string, string>> = {
  id: 'string',
  org: 'string',
  type: 'string',
  version: 'int',
  occurredat: 'string',
  receivedat: 'bigint',
  data: `struct<${Object.entries({
    user: 'string',
    session: 'string',
    item: 'string',
    content: 'string',
    surface: 'string',
    quantity: 'int',
    query: 'string',
    text: 'string',
    version: 'int',
    links: 'array<string>',
    images: 'array<struct<sha256:string>>',
    author: 'struct<agedays:double,rejections:bigint>',
  })
    .map(([name, type]) => `${name}:${type}`)
    .join(',')}>`,
};

/** Columns of the archive of features: a state from when it was committed on, and what it told then. */
export const featureColumns: Readonly<Record<string, string>> = {
  org: 'string',
  kind: 'string',
  id: 'string',
  part: 'int',
  v: 'int',
  asof: 'bigint',
  state: 'string',
  features: 'map<string,double>',
};

/** Partitions are the hours in which events came, found by their names: there is no crawler. */
export const partitions = { date: 'string', hour: 'string' } as const;

/** Questions to begin with, by name. An event that was sent again is there again: what counts takes the first of an id. */
export const exampleQueries = (table: string): Readonly<Record<string, string>> => ({
  'Events by type, of one day': `SELECT type, version, count(DISTINCT id) AS events
FROM ${table} WHERE "date" = '2026-11-28' GROUP BY type, version ORDER BY events DESC`,
  'Views of an item as of a time, for training': `SELECT count(DISTINCT id) AS views
FROM ${table}
WHERE "date" BETWEEN '2026-11-27' AND '2026-11-28' AND type = 'item.viewed' AND data.item = 'sku-1'
  AND receivedat <= to_unixtime(timestamp '2026-11-28 19:00:00') * 1000
  AND from_iso8601_timestamp(occurredat) > timestamp '2026-11-28 18:00:00 UTC'`,
  'How late events are': `SELECT approx_percentile(receivedat / 1000 - to_unixtime(from_iso8601_timestamp(occurredat)), ARRAY[0.5, 0.95, 0.99]) AS seconds
FROM ${table} WHERE "date" = '2026-11-28'`,
});
