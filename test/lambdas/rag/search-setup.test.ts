import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { listChunkIndexes } from '../../../lambdas/rag/adapters/chunk-indexes';
import { createSearchAdmin } from '../../../lambdas/rag/adapters/search-admin';
import { answerIndexNameOf, CHUNKS_ALIAS, indexNameOf, NEXT_ALIAS } from '../../../lambdas/rag/domain/index-name';
import { createSearchSetup, type SearchAdmin } from '../../../lambdas/rag/search-setup';
import { type SearchDomain, startSearchDomain } from '../../tools/local/engines/opensearch/search-domain';

let domain: SearchDomain;
const sent: object[] = [];
let setup: ReturnType<typeof createSearchSetup>;
const { signal } = new AbortController();

beforeEach(async () => {
  domain = await startSearchDomain();
  sent.length = 0;
  const admin = createSearchAdmin(domain.client, () => undefined, 1);
  setup = createSearchSetup(admin, async (queueUrl, work) => void sent.push({ queueUrl, work }));
});
afterEach(() => domain.stop());

const arn = (name: string) => `arn:aws:iam::000000000000:role/${name}`;
const properties = (Model = 'a.model:0', more: object = {}) => ({
  ...{ ServiceToken: 'arn', Model, Dimensions: '4', Shards: '2', Replicas: '0', Queue: 'https://sqs.example/1/ingest' },
  Roles: { Search: [arn('search')], Answer: [arn('answer')], Ingest: [arn('ingest')] },
  ...more,
});
const common = {
  ...{ ServiceToken: 'arn', ResponseURL: 'http://cloudformation', StackId: 'stack', RequestId: 'request' },
  ...{ LogicalResourceId: 'Index', ResourceType: 'Custom::SearchIndex' },
};
const created = (ResourceProperties: object): CloudFormationCustomResourceEvent => ({
  ...common,
  RequestType: 'Create',
  ResourceProperties: { ServiceToken: 'arn', ...ResourceProperties },
});
const deleted: CloudFormationCustomResourceEvent = {
  ...common,
  RequestType: 'Delete',
  PhysicalResourceId: 'index',
  ResourceProperties: properties(),
};

const indexOf = (model: string) => indexNameOf({ model, dimensions: 4 });
const pointedAt = async () => Object.keys((await domain.client.indices.getAlias({ name: CHUNKS_ALIAS })).body);
const exists = async (index: string) => (await domain.client.indices.exists({ index })).body;

it('makes both indexes and the alias, and is as good when it is told again', async () => {
  for (const _ of ['once', 'and again']) {
    expect(await setup(created(properties()), signal)).toEqual({ physicalResourceId: indexOf('a.model:0') });
    expect(await pointedAt()).toEqual([indexOf('a.model:0')]);
    expect(await exists(answerIndexNameOf({ model: 'a.model:0', dimensions: 4 }))).toBe(true);
  }
});

it('makes another embedding’s index beside, and leaves the alias where it answers', async () => {
  await setup(created(properties('former')), signal);
  const body = [
    { index: { _index: indexOf('former'), _id: 'd.1.0', routing: 'acme' } },
    { org: 'acme', documentId: 'd', version: 1, ordinal: 0, vector: [1, 0, 0, 0] },
  ];
  expect((await domain.client.bulk({ body, refresh: true })).body.errors).toBe(false);
  expect(await setup(created(properties('present')), signal)).toEqual({ physicalResourceId: indexOf('present') });
  expect(await exists(indexOf('present'))).toBe(true);
  expect(await pointedAt()).toEqual([indexOf('former')]);
  expect((await domain.client.count({ index: CHUNKS_ALIAS })).body.count).toBe(1);
});

it('says which index is to answer, and has the worker look whether there is anything to do', async () => {
  const next = async () => Object.keys((await domain.client.indices.getAlias({ name: NEXT_ALIAS })).body);
  await setup(created(properties('former')), signal);
  expect(await next()).toEqual([indexOf('former')]);
  await setup(created(properties('present')), signal);
  expect(await next()).toEqual([indexOf('present')]);
  // The deployment was taken back.
  await setup(created(properties('former')), signal);
  expect(await next()).toEqual([indexOf('former')]);
  const told = { queueUrl: 'https://sqs.example/1/ingest', work: { kind: 'reindex' } };
  expect(sent).toEqual([told, told, told]);
});

it('writes into each index what its vectors are made with', async () => {
  await setup(created(properties('former')), signal);
  await setup(created(properties('present')), signal);
  const embedding = (model: string) => ({ model, dimensions: 4 });
  expect(await listChunkIndexes(domain.client)).toEqual([
    { name: indexOf('former'), embedding: embedding('former'), isLive: true, isNext: false },
    { name: indexOf('present'), embedding: embedding('present'), isLive: false, isNext: true },
  ]);
});

it('leaves everything where it is when it is deleted', async () => {
  await setup(created(properties()), signal);
  expect(await setup(deleted, signal)).toEqual({ physicalResourceId: 'index' });
  expect(await exists(indexOf('a.model:0'))).toBe(true);
  expect(await pointedAt()).toEqual([indexOf('a.model:0')]);
});

it('gives each kind of function its rights, and takes them from those that are not named any more', async () => {
  await setup(created(properties()), signal);
  const other = { Search: [arn('other')], Answer: [], Ingest: [arn('ingest')] };
  await setup(created(properties('a.model:0', { Roles: other })), signal);
  const read = async (path: string) =>
    (await domain.client.transport.request({ method: 'GET', path: `/_plugins/_security/api/${path}` })).body;
  expect(await read('rolesmapping/rag-search')).toMatchObject({ 'rag-search': { backend_roles: [arn('other')] } });
  expect(await read('rolesmapping/rag-answer')).toMatchObject({ 'rag-answer': { backend_roles: [] } });
  expect(await read('roles/rag-search')).toMatchObject({
    'rag-search': { index_permissions: [{ allowed_actions: ['read', 'indices:admin/mappings/get'] }] },
  });
});

it('refuses a request that names no organisation', async () => {
  await setup(created(properties()), signal);
  const body = [
    { index: { _index: indexOf('a.model:0'), _id: 'd.1.0' } },
    { org: 'acme', documentId: 'd', version: 1, ordinal: 0, vector: [1, 0, 0, 0] },
  ];
  const answer = await domain.client.bulk({ body });
  expect(answer.body.items[0]).toMatchObject({ index: { status: 400 } });
});

it.each([
  [{ Model: '' }],
  [{ Dimensions: 'many' }],
  [{ Roles: { Search: ['somebody'], Answer: [], Ingest: [] } }],
  [{ Roles: {} }],
  [{ Queue: 'ingest' }],
])('refuses %j and makes nothing', async (more) => {
  await expect(setup(created(properties('a.model:0', more)), signal)).rejects.toThrow();
  expect(await exists(indexOf('a.model:0'))).toBe(false);
});

it('waits for a domain that is not ready yet, as long as there is time', async () => {
  const reasons: unknown[] = [];
  let calls = 0;
  const health = async () => {
    calls += 1;
    if (calls < 3) throw Object.assign(new Error('not yet'), { statusCode: 503 });
    return { body: {} };
  };
  const client = { cluster: { health } } as unknown as SearchDomain['client'];
  const admin: SearchAdmin = createSearchAdmin(client, (reason) => void reasons.push(reason), 1);
  await admin.ready(signal);
  expect(reasons).toHaveLength(2);
  calls = -1_000;
  await expect(admin.ready(AbortSignal.timeout(20))).rejects.toThrow('not yet');
});
