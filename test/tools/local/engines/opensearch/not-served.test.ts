import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@opensearch-project/opensearch';
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3';
import { domainBase } from '../../../../../tools/local/engines/opensearch/opensearch-engine';
import { type LocalServices, region, startLocalServices } from '../local-services';
import { failureOf } from './search-domain';

const properties = {
  tag: { type: 'keyword' },
  text: { type: 'text' },
  when: { type: 'date' },
  vector: { type: 'knn_vector', dimension: 2 },
};

function clientOf(local: LocalServices, domain = 'search'): Client {
  const { credentials, endpoint } = local.client;
  const signer = AwsSigv4Signer({ region, service: 'es', getCredentials: async () => credentials });
  return new Client({ ...signer, node: `${endpoint}${domainBase(domain)}`, maxRetries: 0 });
}

const type = 'AWS::OpenSearchService::Domain';

describe('what the embedded engine does not serve', () => {
  let local: LocalServices;
  let client: Client;
  beforeAll(async () => {
    local = await startLocalServices();
    await local.create({ type, ref: 'search', properties: { EngineVersion: 'OpenSearch_3.1', ClusterConfig: {} } });
    client = clientOf(local);
    await call('PUT', '/known', { settings: { knn: true }, mappings: { properties } });
  });
  afterAll(async () => {
    await client.close();
    await local.stop();
  });

  const call = (method: string, path: string, body?: object) => client.transport.request({ method, path, body });
  const search = (query: object) => ({ query });

  test.each<[string, string, string, object | undefined]>([
    ['[fuzzy]', 'POST', '/known/_search', search({ fuzzy: { tag: 'x' } })],
    ['[fuzziness]', 'POST', '/known/_search', search({ match: { text: { query: 'x', fuzziness: 'AUTO' } } })],
    [
      '[cross_fields]',
      'POST',
      '/known/_search',
      search({ multi_match: { query: 'x', type: 'cross_fields', fields: ['text'] } }),
    ],
    ['[rescore]', 'POST', '/known/_search', search({ knn: { vector: { vector: [1, 0], k: 1, rescore: true } } })],
    ['date math', 'POST', '/known/_search', search({ range: { when: { gte: 'now-1d' } } })],
    ['[aggs]', 'POST', '/known/_search', { aggs: {} }],
    ['[sort]', 'POST', '/known/_search', { sort: [{ tag: 'asc' }] }],
    ['[search_pipeline]', 'POST', '/known/_search?search_pipeline=fusion', {}],
    ['[if_seq_no]', 'PUT', '/known/_doc/1?if_seq_no=1&if_primary_term=1', { tag: 'x' }],
    ['[script]', 'POST', '/known/_update/1', { script: 'x' }],
    [
      '[analysis.analyzer.x.type]',
      'PUT',
      '/index',
      { settings: { analysis: { analyzer: { x: { type: 'custom' } } } } },
    ],
    ['[geo_point]', 'PUT', '/index', { mappings: { properties: { place: { type: 'geo_point' } } } }],
    [
      'analyzer [german]',
      'PUT',
      '/index',
      { mappings: { properties: { text: { type: 'text', analyzer: 'german' } } } },
    ],
    [
      '[encoder]',
      'PUT',
      '/index',
      {
        mappings: { properties: { v: { type: 'knn_vector', dimension: 2, method: { parameters: { encoder: {} } } } } },
      },
    ],
    ['dynamic mapping of [new]', 'PUT', '/known/_doc/1', { new: 'x' }],
    ['without a template', 'PUT', '/unknown/_doc/1', { tag: 'x' }],
    ['[filter]', 'POST', '/_aliases', { actions: [{ add: { index: 'known', alias: 'some', filter: {} } }] }],
    ['GET /_cat/indices', 'GET', '/_cat/indices', undefined],
    ['PUT /_search/pipeline/fusion', 'PUT', '/_search/pipeline/fusion', {}],
  ])('%s is refused by name', async (name, method, path, body) => {
    const { status, type, reason } = await failureOf(call(method, path, body));
    expect({ status, type }).toEqual({ status: 501, type: 'not_served_on_laptop' });
    expect(reason).toContain(name);
  });

  test('a domain that does not exist, and a version whose scores differ, are refused', async () => {
    const other = clientOf(local, 'other');
    await expect(other.cluster.health()).rejects.toMatchObject({ statusCode: 404 });
    await other.close();
    const old = local.create({ type, ref: 'old', properties: { EngineVersion: 'OpenSearch_2.19' } });
    await expect(old).rejects.toThrow(/scores are those of OpenSearch 3/);
  });

  test('writes are found by themselves after the refresh interval', async () => {
    await call('PUT', '/slow', { mappings: { properties } });
    await call('PUT', '/slow/_doc/1', { tag: 'x' });
    const count = async () => (await client.count({ index: 'slow' })).body.count;
    expect(await count()).toBe(0);
    local.clock.now += 1000;
    expect(await count()).toBe(1);
  });
});

test('OPENSEARCH_URL sends calls to a real cluster, but for those about roles', async () => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const user = Buffer.from(String(request.headers.authorization).replace('Basic ', ''), 'base64').toString();
    seen.push(`${request.method} ${request.url} ${user}`);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"count":7}');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const password = randomBytes(4).toString('hex');
  const { port } = server.address() as AddressInfo;
  const local = await startLocalServices({ openSearchUrl: `http://admin:${password}@127.0.0.1:${port}/base` });
  await local.create({ type, ref: 'search', properties: {} });
  const client = clientOf(local);
  expect((await client.count({ index: 'x', routing: ['a'] })).body.count).toBe(7);
  await client.transport.request({ method: 'PUT', path: '/_plugins/_security/api/roles/r', body: {} });
  expect(seen).toEqual([`GET /base/x/_count?routing=a admin:${password}`]);
  await client.close();
  await local.stop();
  await new Promise((resolve) => server.close(resolve));
});
