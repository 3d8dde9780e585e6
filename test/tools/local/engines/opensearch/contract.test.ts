import { failureOf, operations, type SearchDomain, settings, startSearchDomain } from './search-domain';

const text = { type: 'text', analyzer: 'english' } as const;
const mappings = {
  dynamic: 'strict',
  properties: {
    org: { type: 'keyword' },
    documentId: { type: 'keyword' },
    ordinal: { type: 'integer' },
    title: text,
    text,
    section: { type: 'keyword' },
    modifiedAt: { type: 'date', format: 'epoch_millis' },
    acl: {
      properties: {
        users: { type: 'keyword' },
        groups: { type: 'keyword' },
        everyone: { type: 'boolean' },
        classification: { type: 'byte' },
      },
    },
    vector: {
      type: 'knn_vector',
      dimension: 3,
      method: {
        name: 'hnsw',
        engine: 'faiss',
        space_type: 'innerproduct',
        parameters: { m: 16, ef_construction: 100 },
      },
    },
  },
} as const;

const acl = (over: object = {}) => ({ users: [], groups: [], everyone: true, classification: 0, ...over });
const chunk = (over: object) => ({
  org: 'acme',
  documentId: 'd1',
  ordinal: 0,
  title: 'Holidays',
  text: 'Everybody has thirty days of holidays.',
  section: ['Staff', 'Time off'],
  modifiedAt: 1_700_000_000_000,
  acl: acl(),
  vector: [1, 0, 0],
  ...over,
});

const documents = {
  a: chunk({ documentId: 'd1' }),
  b: chunk({
    documentId: 'd2',
    ordinal: 1,
    title: 'Salaries',
    text: 'Salaries are paid monthly.',
    vector: [0, 1, 0],
    acl: acl({ everyone: false, users: ['bob'], classification: 2 }),
    modifiedAt: 1_700_000_001_000,
  }),
  c: chunk({
    documentId: 'd3',
    ordinal: 2,
    title: "The director's report",
    text: 'A report on running reports.',
    vector: [-0.6, 0.8, 0],
    acl: acl({ everyone: false, groups: ['board'], classification: 3 }),
    modifiedAt: 1_700_000_002_000,
  }),
  d: chunk({
    org: 'other',
    documentId: 'd4',
    ordinal: 3,
    text: 'Holidays of another organisation.',
    vector: [0.8, 0.6, 0],
  }),
};

describe('OpenSearch by the official client', () => {
  let domain: SearchDomain;
  let index: string;

  beforeAll(async () => {
    domain = await startSearchDomain();
    index = domain.name('chunks');
    await domain.client.indices.create({ index, body: { settings, mappings } });
    await domain.client.bulk({ refresh: true, body: operations(index, documents) });
  });
  afterAll(() => domain.stop());

  async function found(query: object, over: object = {}): Promise<string[]> {
    const { body } = await domain.client.search({ index, routing: ['acme'], body: { query, ...over } });
    return body.hits.hits.map(({ _id = '' }) => _id);
  }
  const ids = async (query: object) => (await found(query)).sort();

  test('knows its indices', async () => {
    const exists = async (name: string) => (await domain.client.indices.exists({ index: name })).body;
    expect(await exists(index)).toBe(true);
    expect(await exists(domain.name('none'))).toBe(false);
    const { body } = await domain.client.indices.get({ index });
    expect(body[index]?.mappings).toMatchObject({ dynamic: 'strict', properties: { title: text } });
    const again = await failureOf(domain.client.indices.create({ index, body: { settings } }));
    expect(again).toMatchObject({ status: 400, type: 'resource_already_exists_exception' });
    const missing = await failureOf(domain.client.search({ index: domain.name('none'), body: {} }));
    expect(missing).toMatchObject({ status: 404, type: 'index_not_found_exception' });
    const { body: health } = await domain.client.cluster.health();
    expect(['green', 'yellow']).toContain(health.status);
  });

  test.each<[string, object, string[]]>([
    ['match_all', { match_all: {} }, ['a', 'b', 'c', 'd']],
    ['term of a keyword', { term: { documentId: 'd2' } }, ['b']],
    ['term of a list', { term: { section: 'Time off' } }, ['a', 'b', 'c', 'd']],
    ['term of a boolean', { term: { 'acl.everyone': false } }, ['b', 'c']],
    ['term of a number', { term: { ordinal: { value: 1 } } }, ['b']],
    ['terms', { terms: { documentId: ['d1', 'd3', 'none'] } }, ['a', 'c']],
    ['no terms', { terms: { documentId: [] } }, []],
    ['range of a number', { range: { 'acl.classification': { lte: 2 } } }, ['a', 'b', 'd']],
    ['range of a date', { range: { modifiedAt: { gte: 1_700_000_001_000, lt: 1_700_000_002_000 } } }, ['b']],
    ['exists', { exists: { field: 'acl.users' } }, ['b']],
    ['ids', { ids: { values: ['c', 'a', 'none'] } }, ['a', 'c']],
    ['a field that is not mapped', { match: { nothing: 'holidays' } }, []],
    ['match stems and leaves stop words out', { match: { text: 'the holiday' } }, ['a', 'd']],
    ['match of stop words only', { match: { text: 'and the' } }, []],
    ['match of a word with its possessive', { match: { title: "director's" } }, ['c']],
    ['match with and', { match: { text: { query: 'paid holidays', operator: 'and' } } }, []],
    ['match with a minimum', { match: { text: { query: 'salary paid often', minimum_should_match: 2 } } }, ['b']],
    ['multi_match', { multi_match: { query: 'holidays', fields: ['title^2', 'text'] } }, ['a', 'd']],
    ['match_bool_prefix', { match_bool_prefix: { title: 'the direct' } }, ['c']],
    [
      'bool of filters',
      { bool: { filter: [{ term: { org: 'acme' } }, { range: { 'acl.classification': { lte: 2 } } }] } },
      ['a', 'b'],
    ],
    ['bool of must_not', { bool: { must_not: [{ term: { org: 'acme' } }] } }, ['d']],
    [
      'bool of should',
      { bool: { should: [{ term: { documentId: 'd1' } }, { term: { documentId: 'd2' } }] } },
      ['a', 'b'],
    ],
    [
      'should that must match beside a filter',
      {
        bool: {
          filter: [{ term: { org: 'acme' } }],
          should: [{ term: { 'acl.everyone': true } }, { terms: { 'acl.groups': ['board'] } }],
          minimum_should_match: 1,
        },
      },
      ['a', 'c'],
    ],
  ])('%s', async (_, query, expected) => {
    expect(await ids(query)).toEqual(expected);
  });

  test('ranks by what matches best, and tells scores', async () => {
    const query = {
      multi_match: { query: 'reports of running salaries', type: 'most_fields' as const, fields: ['title', 'text'] },
    };
    const { body } = await domain.client.search({ index, body: { query } });
    const { hits, max_score, total } = body.hits;
    expect(hits.map(({ _id }) => _id)).toEqual(['c', 'b']);
    expect(max_score).toBe(hits[0]?._score);
    expect(total).toEqual({ value: 2, relation: 'eq' });
    expect(hits[0]).toMatchObject({ _index: index, _routing: 'acme', _source: { documentId: 'd3' } });
  });

  test('should beside a filter adds to the score, and needs not match', async () => {
    const filter = [{ term: { org: 'acme' } }];
    expect((await found({ bool: { filter, should: [{ match: { text: 'salaries' } }] } }))[0]).toBe('b');
    const { body } = await domain.client.search({ index, body: { query: { bool: { filter } } } });
    expect(body.hits.max_score).toBe(0);
  });

  test('finds the nearest vectors within a filter, scored as the plugin does', async () => {
    const knn = (filter?: object) => ({ knn: { vector: { vector: [1, 0, 0], k: 2, ...(filter && { filter }) } } });
    const { body } = await domain.client.search({ index, body: { query: knn(), size: 2 } });
    expect(body.hits.hits.map(({ _id }) => _id)).toEqual(['a', 'd']);
    expect(body.hits.hits.map(({ _score }) => Number(_score))).toEqual([expect.closeTo(2, 5), expect.closeTo(1.8, 5)]);
    expect(await found(knn({ term: { 'acl.everyone': false } }))).toEqual(['b', 'c']);
    const negative = { knn: { vector: { vector: [1, 0, 0], k: 1, filter: { term: { documentId: 'd3' } } } } };
    const { body: far } = await domain.client.search({ index, body: { query: negative } });
    expect(Number(far.hits.max_score)).toBeCloseTo(1 / 1.6, 5);
  });

  test('a filter around a vector query is applied after it', async () => {
    const knn = { knn: { vector: { vector: [1, 0, 0], k: 1 } } };
    expect(await found({ bool: { must: [knn], filter: [{ term: { documentId: 'd2' } }] } })).toEqual([]);
    expect(await found({ bool: { must: [knn], filter: [{ term: { documentId: 'd1' } }] } })).toEqual(['a']);
  });

  test('several searches in one round trip, one of which may fail', async () => {
    const { body } = await domain.client.msearch({
      body: [
        { index, routing: 'acme' },
        { query: { match: { text: 'holidays' } }, size: 1, _source: { excludes: ['vector', 'acl'] } },
        { index },
        { query: { knn: { vector: { vector: [1, 0], k: 1 } } } },
        { index: domain.name('none') },
        { query: { match_all: {} } },
      ],
    });
    const [first, second, third] = body.responses as [
      { hits: { hits: { _source: object }[] }; status: number },
      { error: { type: string }; status: number },
      { error: { type: string }; status: number },
    ];
    expect(first.status).toBe(200);
    expect(Object.keys(first.hits.hits[0]?._source ?? {}).sort()).toEqual([
      ...['documentId', 'modifiedAt', 'ordinal', 'org', 'section', 'text', 'title'],
    ]);
    expect(second.status).toBe(400);
    expect(third).toMatchObject({ status: 404, error: { type: 'index_not_found_exception' } });
  });

  test('returns what is asked of a source', async () => {
    const source = async (_source: boolean | string[] | object) => {
      const { body } = await domain.client.search({ index, body: { query: { ids: { values: ['b'] } }, _source } });
      return body.hits.hits[0]?._source;
    };
    expect(await source(false)).toBeUndefined();
    expect(await source(['documentId', 'acl.u*'])).toEqual({ documentId: 'd2', acl: { users: ['bob'] } });
    expect(await source({ includes: ['acl'], excludes: ['acl.users'] })).toEqual({
      acl: { groups: [], everyone: false, classification: 2 },
    });
    expect(await source(['vector'])).toEqual({ vector: [0, 1, 0] });
  });

  test('pages, counts and cuts off', async () => {
    const query = { match_all: {} };
    const first = await found(query, { size: 2 });
    const second = await found(query, { size: 2, from: 2 });
    expect([...first, ...second].sort()).toEqual(['a', 'b', 'c', 'd']);
    const { body } = await domain.client.count({ index, body: { query: { term: { org: 'acme' } } } });
    expect(body.count).toBe(3);
    const { body: cut } = await domain.client.search({ index, body: { query, size: 0, track_total_hits: 2 } });
    expect(cut.hits.total).toEqual({ value: 2, relation: 'gte' });
    expect(await found({ match: { text: 'holidays' } }, { min_score: 1000 })).toEqual([]);
    const failed = await failureOf(domain.client.search({ index, body: { query, size: 10_001 } }));
    expect(failed.status).toBe(400);
  });

  test('refuses what does not fit the mapping, one document at a time', async () => {
    const own = domain.name('strict');
    await domain.client.indices.create({ index: own, body: { settings, mappings } });
    const { body } = await domain.client.bulk({
      refresh: true,
      body: operations(own, {
        good: chunk({}),
        unknown: chunk({ colour: 'red' }),
        inner: chunk({ acl: acl({ owner: 'bob' }) }),
        number: chunk({ ordinal: 'first' }),
        byte: chunk({ acl: acl({ classification: 300 }) }),
        vector: chunk({ vector: [1, 0] }),
      }),
    });
    expect(body.errors).toBe(true);
    const outcome = body.items.map(({ index: item }) => [item?._id, item?.status, item?.error?.type]);
    expect(outcome.slice(0, 3)).toEqual([
      ['good', 201, undefined],
      ['unknown', 400, 'strict_dynamic_mapping_exception'],
      ['inner', 400, 'strict_dynamic_mapping_exception'],
    ]);
    expect(outcome.slice(3).map(([, status]) => status)).toEqual([400, 400, 400]);
    expect((await domain.client.count({ index: own })).body.count).toBe(1);
  });

  test('what was not refreshed is not found, but can be changed and read', async () => {
    const own = domain.name('refresh');
    const { client } = domain;
    await client.indices.create({ index: own, body: { settings, mappings } });
    const count = async () => (await client.count({ index: own })).body.count;
    await client.bulk({ body: operations(own, { a: chunk({}), b: chunk({}) }) });
    expect(await count()).toBe(0);
    const { body: read } = await client.get({ index: own, id: 'a', routing: 'acme' });
    expect(read).toMatchObject({ found: true, _version: 1, _source: { documentId: 'd1' } });
    await client.bulk({
      body: [{ update: { _index: own, _id: 'a', routing: 'acme' } }, { doc: { acl: { groups: ['x'] } } }],
    });
    await client.indices.refresh({ index: own });
    expect(await count()).toBe(2);
    const changed = { query: { term: { 'acl.groups': 'x' } } };
    expect((await client.count({ index: own, body: changed })).body.count).toBe(1);
    await client.bulk({ refresh: 'true', body: [{ delete: { _index: own, _id: 'b', routing: 'acme' } }] });
    expect(await count()).toBe(1);
  });

  test('a change of some members leaves the others, vectors too', async () => {
    const own = domain.name('change');
    const { client } = domain;
    await client.indices.create({ index: own, body: { settings, mappings } });
    await client.bulk({ refresh: 'true', body: operations(own, { a: chunk({ vector: [0.1, 0.7, 0.3] }) }) });
    const change = async (doc: object) => {
      await client.bulk({ refresh: 'true', body: [{ update: { _index: own, _id: 'a', routing: 'acme' } }, { doc }] });
      const { body } = await client.search({
        index: own,
        body: { query: { knn: { vector: { vector: [0, 1, 0], k: 1 } } } },
      });
      const [hit] = body.hits.hits;
      return { score: Number(hit?._score), source: hit?._source };
    };
    const changed = { acl: { everyone: false, users: ['bob'] } };
    expect(await change(changed)).toEqual({
      score: expect.closeTo(1.7, 5),
      source: chunk({ vector: [0.1, 0.7, 0.3], acl: acl(changed.acl) }),
    });
    expect(await change({ vector: [0, 1, 0] })).toMatchObject({
      score: expect.closeTo(2, 5),
      source: { vector: [0, 1, 0] },
    });
    expect((await client.count({ index: own, body: { query: { term: { 'acl.users': 'bob' } } } })).body.count).toBe(1);
  });

  test('tells what became of each operation', async () => {
    const own = domain.name('outcomes');
    await domain.client.indices.create({ index: own, body: { settings, mappings } });
    const target = (_id: string) => ({ _index: own, _id, routing: 'acme' });
    const { body } = await domain.client.bulk({
      refresh: 'true',
      body: [
        ...[{ index: target('a') }, chunk({})],
        ...[{ index: target('a') }, chunk({ title: 'again' })],
        ...[{ create: target('a') }, chunk({})],
        ...[{ update: target('a') }, { doc: { title: 'again' } }],
        ...[{ update: target('a') }, { doc: { title: 'new' } }],
        ...[{ update: target('none') }, { doc: { title: 'new' } }],
        { delete: target('none') },
        { delete: target('a') },
      ],
    });
    const outcome = body.items
      .flatMap((item) => Object.values(item))
      .map(({ status, result, error, _version }) => [status, result ?? error?.type, _version]);
    expect(outcome).toEqual([
      [201, 'created', 1],
      [200, 'updated', 2],
      [409, 'version_conflict_engine_exception', undefined],
      [200, 'noop', 2],
      [200, 'updated', 3],
      [404, 'document_missing_exception', undefined],
      [404, 'not_found', expect.any(Number)],
      [200, 'deleted', 4],
    ]);
  });

  test('removes what a query finds', async () => {
    const own = domain.name('removal');
    const { client } = domain;
    await client.indices.create({ index: own, body: { settings, mappings } });
    await client.bulk({ refresh: 'true', body: operations(own, documents) });
    const query = { bool: { filter: [{ term: { documentId: 'd1' } }], must_not: [{ term: { ordinal: 7 } }] } };
    const remove = (more: object = {}) =>
      client.deleteByQuery({ index: own, routing: ['acme'], refresh: true, body: { query }, ...more });
    expect((await remove()).body).toMatchObject({ deleted: 1, total: 1, version_conflicts: 0, failures: [] });
    expect((await remove()).body).toMatchObject({ deleted: 0 });
    expect((await client.count({ index: own })).body.count).toBe(3);
    // Written, but not yet found: not removed. Found, but changed since: in conflict.
    await client.bulk({ refresh: 'true', body: operations(own, { a: documents.a }) });
    await client.bulk({ body: operations(own, { a: documents.a, e: chunk({}) }) });
    expect((await failureOf(remove())).status).toBe(409);
    await client.bulk({ body: operations(own, { a: documents.a }) });
    expect((await remove({ conflicts: 'proceed' })).body).toMatchObject({ total: expect.any(Number) });
  });

  test('removes no more of what a query finds than it is told', async () => {
    const own = domain.name('some');
    const { client } = domain;
    await client.indices.create({ index: own, body: { settings, mappings } });
    await client.bulk({ refresh: 'true', body: operations(own, documents) });
    const before = (await client.count({ index: own })).body.count;
    const body = { query: { range: { ordinal: { gte: 0 } } } };
    const remove = () => client.deleteByQuery({ index: own, refresh: true, max_docs: 1, body });
    expect((await remove()).body).toMatchObject({ deleted: 1 });
    expect((await client.count({ index: own })).body.count).toBe(before - 1);
  });

  test('an index is deleted together with a change of aliases, or neither is done', async () => {
    const { client } = domain;
    const [stays, goes, alias] = [domain.name('stays'), domain.name('goes'), `${domain.name('next')}-a`];
    for (const own of [stays, goes]) await client.indices.create({ index: own, body: { settings, mappings } });
    const update = (actions: object[]) => client.indices.updateAliases({ body: { actions } });
    const removal = { remove_index: { index: goes } };
    const claim = { remove: { index: stays, alias, must_exist: true } };
    const back = { add: { index: stays, alias } };
    await expect(update([claim, back, removal])).rejects.toThrow();
    expect((await client.indices.exists({ index: goes })).body).toBe(true);
    await update([back]);
    await expect(update([claim, removal, { remove_index: { index: domain.name('missing') } }])).rejects.toThrow();
    expect((await client.indices.exists({ index: goes })).body).toBe(true);
    expect((await client.indices.getAlias({ name: alias })).body).toHaveProperty([stays]);
    await update([claim, back, removal]);
    expect((await client.indices.exists({ index: goes })).body).toBe(false);
  });

  test('aliases are switched in one step', async () => {
    const { client } = domain;
    const [one, two, alias] = [domain.name('one'), domain.name('two'), `${domain.name('alias')}-a`];
    for (const own of [one, two]) await client.indices.create({ index: own, body: { settings, mappings } });
    const update = (actions: object[]) => client.indices.updateAliases({ body: { actions } });
    await update([{ add: { index: one, alias } }]);
    await client.bulk({ refresh: 'true', body: operations(alias, { a: chunk({}) }) });
    expect((await client.count({ index: one })).body.count).toBe(1);
    await update([{ remove: { index: one, alias } }, { add: { index: two, alias } }]);
    expect((await client.count({ index: alias })).body.count).toBe(0);
    expect(Object.keys((await client.indices.getAlias({ name: alias })).body)).toEqual([two]);
    const failed = await failureOf(
      update([{ add: { index: one, alias } }, { add: { index: domain.name('none'), alias } }]),
    );
    expect(failed).toMatchObject({ status: 404, type: 'index_not_found_exception' });
    expect(Object.keys((await client.indices.getAlias({ name: alias })).body)).toEqual([two]);
    const missing = client.indices.getAlias({ name: `${alias}-none` });
    expect((await failureOf(missing)).status).toBe(404);
  });

  test('a template makes the indices whose names fit', async () => {
    const { client } = domain;
    const index = domain.name('templated-1');
    const name = `${index}-template`;
    const alias = `${index}-alias`;
    await client.indices.putIndexTemplate({
      name,
      body: {
        index_patterns: [`${index.slice(0, -1)}*`],
        priority: 1000,
        template: { settings, mappings, aliases: { [alias]: {} } },
      },
    });
    await client.indices.create({ index, body: { mappings: { properties: { extra: { type: 'keyword' } } } } });
    await client.bulk({ refresh: 'true', body: operations(index, { a: chunk({ extra: 'x' }) }) });
    expect((await client.count({ index: alias })).body.count).toBe(1);
    await client.indices.deleteIndexTemplate({ name });
    expect((await failureOf(client.indices.getIndexTemplate({ name }))).status).toBe(404);
  });
});
