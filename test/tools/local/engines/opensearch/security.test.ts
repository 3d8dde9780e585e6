import { randomUUID } from 'node:crypto';
import type { Caller } from '../../../../../tools/local/engines/engine';
import { createOpenSearchEngine, domainBase } from '../../../../../tools/local/engines/opensearch/opensearch-engine';
import { ResponseBuffer } from '../../../../../tools/local/gateway/response-buffer';
import { type LocalServices, startLocalServices } from '../local-services';

const arnOf = (name: string) => `arn:aws:iam::000000000000:role/${name}`;

/** Fine-grained access control needs callers with roles: the engine is asked directly. */
describe('roles of a domain', () => {
  let local: LocalServices;
  beforeAll(async () => {
    local = await startLocalServices();
  });
  afterAll(() => local.stop());

  async function startDomain(AdvancedSecurityOptions: object | undefined) {
    const engine = createOpenSearchEngine(local.context);
    const ref = `domain-${randomUUID()}`;
    const type = 'AWS::OpenSearchService::Domain';
    const place = { stack: 's', logicalId: 'D', path: 's/D', region: 'us-east-1', attributes: {} };
    await engine.create({ ...place, type, ref, properties: { AdvancedSecurityOptions } });
    return async (role: string, request: string, ...lines: object[]) => {
      const [method = '', path = ''] = request.split(' ');
      const caller: Caller = role === 'operator' ? { name: role } : { name: role, roleArn: arnOf(role) };
      const response = new ResponseBuffer();
      const body = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      const signal = new AbortController().signal;
      const where = { service: 'es', operation: request, region: 'us-east-1', headers: {} };
      await engine.handle({ ...where, caller, method, path: `${domainBase(ref)}${path}`, body, signal }, response);
      const text = response.body.toString();
      return { status: response.statusCode, body: (text ? JSON.parse(text) : undefined) as Record<string, unknown> };
    };
  }

  const security = (path: string) => `PUT /_plugins/_security/api/${path}`;

  async function startGuarded() {
    const call = await startDomain({ Enabled: true, MasterUserOptions: { MasterUserARN: arnOf('setup') } });
    const role = (name: string, cluster_permissions: string[], allowed_actions: string[], pattern = 'rag-*') =>
      call('setup', security(`roles/${name}`), {
        cluster_permissions,
        index_permissions: [{ index_patterns: [pattern], allowed_actions }],
      });
    const map = (name: string, ...who: string[]) =>
      call('setup', security(`rolesmapping/${name}`), { backend_roles: who.map(arnOf) });
    await call('setup', 'PUT /rag-chunks-1', { mappings: { properties: { org: { type: 'keyword' } } } });
    await call('setup', 'PUT /other', { mappings: { properties: { org: { type: 'keyword' } } } });
    await call('setup', 'POST /_aliases', { actions: [{ add: { index: 'rag-chunks-1', alias: 'rag-chunks' } }] });
    return { call, role, map };
  }

  test('who is mapped to none may do nothing; the master and the operator all', async () => {
    const { call } = await startGuarded();
    const { status, body } = await call('reader', 'POST /rag-chunks/_search', {});
    expect(status).toBe(403);
    expect(body).toMatchObject({
      status: 403,
      error: {
        type: 'security_exception',
        reason: expect.stringContaining('no permissions for [indices:data/read/search]'),
      },
    });
    expect((await call('setup', 'POST /rag-chunks/_search', {})).status).toBe(200);
    expect((await call('operator', 'POST /other/_search', {})).status).toBe(200);
    expect((await call('reader', 'GET /_cluster/health')).status).toBe(403);
    expect((await call('reader', security('roles/mine'), {})).status).toBe(403);
  });

  test('a reader reads what its role names, and writes nothing', async () => {
    const { call, role, map } = await startGuarded();
    expect((await role('reader', ['cluster_composite_ops_ro'], ['search'])).status).toBe(201);
    expect((await map('reader', 'reader')).status).toBe(201);
    expect((await map('reader', 'reader', 'other')).status).toBe(200);
    expect((await call('reader', 'POST /rag-chunks/_search', {})).status).toBe(200);
    expect((await call('reader', 'POST /rag-chunks/_count', {})).status).toBe(200);
    expect((await call('reader', 'POST /other/_search', {})).status).toBe(403);
    expect((await call('reader', 'POST /_search', {})).status).toBe(403);
    const searches = await call('reader', 'POST /_msearch', { index: 'rag-chunks' }, {}, { index: 'other' }, {});
    expect((searches.body.responses as { status: number }[]).map(({ status }) => status)).toEqual([200, 403]);
    for (const request of [
      'PUT /rag-chunks/_doc/1',
      'DELETE /rag-chunks-1',
      'POST /rag-chunks/_refresh',
      'POST /_bulk',
    ]) {
      expect([request, (await call('reader', request, { index: {} }, {})).status]).toEqual([request, 403]);
    }
  });

  test('a writer writes where its role names, item by item', async () => {
    const { call, role, map } = await startGuarded();
    await role('writer', ['cluster_composite_ops'], ['index', 'delete', 'search']);
    await map('writer', 'writer');
    const target = (_index: string) => ({ index: { _index, _id: '1' } });
    const { body } = await call(
      'writer',
      'POST /_bulk?refresh=true',
      target('rag-chunks'),
      { org: 'a' },
      target('other'),
      { org: 'a' },
    );
    const items = body.items as { index: { status: number; error?: { type: string } } }[];
    expect(items.map(({ index }) => [index.status, index.error?.type])).toEqual([
      [201, undefined],
      [403, 'security_exception'],
    ]);
    const query = { query: { term: { org: 'a' } } };
    expect((await call('writer', 'POST /rag-chunks/_delete_by_query?refresh=true', query)).body).toMatchObject({
      deleted: 1,
    });
    expect((await call('writer', 'POST /other/_delete_by_query', query)).status).toBe(403);
    expect((await call('writer', 'PUT /rag-new', {})).status).toBe(403);
  });

  test('permission to delete is taken by leaving it out', async () => {
    const { call, role, map } = await startGuarded();
    await role('writer', ['cluster_composite_ops'], ['index', 'search']);
    await map('writer', 'writer');
    expect((await call('writer', 'PUT /rag-chunks/_doc/1?refresh=true', { org: 'a' })).status).toBe(201);
    expect((await call('writer', 'DELETE /rag-chunks/_doc/1')).status).toBe(403);
    await role('writer', ['cluster_composite_ops'], ['crud']);
    expect((await call('writer', 'DELETE /rag-chunks/_doc/1')).status).toBe(200);
  });

  test('roles are kept, shown and removed', async () => {
    const { call, role, map } = await startGuarded();
    await role('r', ['cluster_monitor'], ['read']);
    expect((await map('none', 'x')).status).toBe(404);
    const path = '/_plugins/_security/api/roles/r';
    expect((await call('setup', `GET ${path}`)).body).toMatchObject({
      r: { cluster_permissions: ['cluster_monitor'] },
    });
    expect((await call('setup', `DELETE ${path}`)).status).toBe(200);
    expect((await call('setup', `GET ${path}`)).status).toBe(404);
    expect((await call('setup', security('roles/all_access'), {})).status).toBe(403);
    expect(
      (await call('setup', security('rolesmapping/all_access'), { backend_roles: [arnOf('setup'), arnOf('ops')] }))
        .status,
    ).toBe(200);
    expect((await call('ops', 'POST /other/_search', {})).status).toBe(200);
  });

  test('what the laptop cannot enforce is refused', async () => {
    const { call, role } = await startGuarded();
    expect((await role('r', [], ['raed'])).status).toBe(400);
    const dls = { index_permissions: [{ index_patterns: ['*'], allowed_actions: ['read'], dls: '{"match_all":{}}' }] };
    const refused = await call('setup', security('roles/r'), dls);
    expect(refused).toMatchObject({ status: 501, body: { error: { type: 'not_served_on_laptop' } } });
    await expect(startDomain({ Enabled: true, InternalUserDatabaseEnabled: true })).rejects.toThrow(/by IAM only/);
  });

  test('without fine-grained access control IAM alone decides', async () => {
    const call = await startDomain(undefined);
    expect((await call('anyone', 'PUT /index', {})).status).toBe(200);
  });
});
