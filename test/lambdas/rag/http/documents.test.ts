import '../support/environment';
import { createDocuments } from '../../../../lambdas/rag/documents.handler';
import type { Acl } from '../../../../lambdas/rag/domain/access';
import { documentView } from '../../../../lambdas/rag/domain/api/documents';
import { MAX_BYTES } from '../../../../lambdas/rag/domain/document';
import { originalKey } from '../../../../lambdas/rag/domain/original-key';
import type { Work } from '../../../../lambdas/rag/domain/work';
import { documentKeyOf } from '../../../../lambdas/rag/org-hash';
import type { AuditEntry } from '../../../../lambdas/shared/domain/audit-event';
import type { Principal } from '../../../../lambdas/shared/domain/principal';
import type { HttpResponse } from '../../../../lambdas/shared/http';
import { httpRoute } from '../../../../lambdas/shared/http-route';
import { httpEvent } from '../../chat/http/support/event';
import { capturedLogger } from '../../support/captured-logger';
import { invoke } from '../../support/context';
import { alice } from '../../support/principals';
import { memoryDocuments } from '../support/memory-documents';

const START = Date.UTC(2026, 0, 1);
const bob: Principal = { ...alice, userId: 'bob', groups: ['legal'], clearance: 1 };
const carol: Principal = { ...alice, userId: 'carol', org: 'globex' };
const file = { title: 'Travel', contentType: 'text/plain', size: 9 };
const acl = (more: Partial<Acl> = {}): Acl => ({ users: [], groups: [], everyone: false, classification: 0, ...more });

function setUp() {
  let time = START;
  const now = () => {
    time += 1;
    return time;
  };
  const store = memoryDocuments(now);
  const [sent, audited, permits]: [Work[], AuditEntry[], unknown[]] = [[], [], []];
  let ids = 0;
  const documents = createDocuments({
    store,
    reader: {
      findAll: async (org, wanted) =>
        [...store.heads.values()].filter((head) => head.org === org && wanted.includes(head.documentId)),
    },
    permit: async (request) => {
      permits.push(request);
      return { url: 'https://bucket', fields: { key: originalKey(request.key, request.uploadId) } };
    },
    linkTo: async ({ documentId, liveVersion }) => (liveVersion > 0 ? `https://bucket/${documentId}` : undefined),
    send: async (work) => void sent.push(work),
    audit: { record: async (entry) => void audited.push(entry) },
    now,
    newId: () => {
      ids += 1;
      return `id${ids}`;
    },
  });
  const handler = httpRoute(capturedLogger().logger).handler(documents);
  const call = async (method: string, path: string, as: Principal, body?: unknown, query?: Record<string, string>) => {
    const [, , , documentId, part] = path.split('/');
    const resource = `/v1/documents${documentId ? '/{documentId}' : ''}${part ? `/${part}` : ''}`;
    const more = {
      ...(documentId && { pathParameters: { documentId: decodeURIComponent(documentId) } }),
      ...(query && { queryStringParameters: query }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    const answer = (await invoke(handler, httpEvent({ httpMethod: method, resource, ...more }, as))) as HttpResponse;
    return { status: answer.statusCode, body: JSON.parse(answer.body) };
  };
  const create = async (more: object = {}, as = alice) => {
    const { body } = await call('POST', '/v1/documents', as, { ...file, ...more });
    return String(body.documentId);
  };
  /** Makes the document's first version answer. */
  const goLive = async (documentId: string) => {
    const live = { version: 1000, uploadId: 'u', contentHash: 'h', chunks: 2, title: 'T', size: 9, modifiedAt: 1 };
    await store.goLive(documentKeyOf('acme', documentId), { ...live, contentType: 'text/plain' });
  };
  return { call, create, goLive, store, sent, audited, permits };
}

const refusal = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

describe('creating', () => {
  test('gives permission to upload exactly what was said, and the document is its owner’s alone', async () => {
    const { call, permits, audited } = setUp();
    const answer = await call('POST', '/v1/documents', alice, file);
    const { documentId, upload, expiresAt } = answer.body;
    expect(answer.status).toBe(201);
    expect(upload).toEqual({
      url: 'https://bucket',
      fields: { key: expect.stringMatching(/^uploads\/[0-9a-f]{32}\/id1\/id2$/) },
    });
    expect(expiresAt).toBeGreaterThan(START);
    expect(permits).toMatchObject([{ key: documentKeyOf('acme', documentId), contentType: 'text/plain', size: 9 }]);
    const shown = await call('GET', `/v1/documents/${documentId}`, alice);
    expect(shown.body).toMatchObject({ status: 'awaiting-upload', owner: 'alice', acl: acl({ users: ['alice'] }) });
    expect(audited).toMatchObject([{ action: 'document.created', outcome: 'succeeded', actor: { userId: 'alice' } }]);
    expect(JSON.stringify(audited)).not.toContain('Travel');
  });

  test.each([
    [{ contentType: 'image/png' }],
    [{ size: 0 }],
    [{ size: MAX_BYTES + 1 }],
    [{ title: '' }],
    [{ documentId: '../x' }],
    [{ acl: { users: ['a'] } }],
    [{ acl: acl({ classification: 4 }) }],
    [{ owner: 'mallory' }],
    [{ org: 'globex' }],
  ])('refuses %j', async (more) => {
    const { call, store } = setUp();
    expect(refusal(await call('POST', '/v1/documents', alice, { ...file, ...more }))).toEqual([400, 'invalid_request']);
    expect(store.heads.size).toBe(0);
  });

  test('a new version is for its owner; to who may not see it there is no such document', async () => {
    const { call, create, store } = setUp();
    const documentId = await create({ acl: acl({ everyone: true, classification: 1 }) });
    const next = (as: Principal) => call('POST', '/v1/documents', as, { ...file, documentId });
    expect((await next(alice)).body).toMatchObject({ documentId });
    expect(refusal(await next(bob))).toEqual([403, 'not_owner']);
    expect(refusal(await next({ ...bob, clearance: 0 }))).toEqual([404, 'document_not_found']);
    expect(refusal(await next(carol))).toEqual([404, 'document_not_found']);
    expect((await store.find('acme', documentId))?.lastVersion).toBe(2000);
  });
});

describe('showing', () => {
  test('a document is there for who may see it, and for nobody else', async () => {
    const { call, create } = setUp();
    const documentId = await create({ acl: acl({ groups: ['legal'], classification: 1 }) });
    const see = async (as: Principal) => refusal(await call('GET', `/v1/documents/${documentId}`, as));
    const missing = [404, 'document_not_found'];
    expect(await see(alice)).toEqual([200, undefined]);
    expect(await see(bob)).toEqual([200, undefined]);
    expect(await see({ ...bob, groups: [] })).toEqual(missing);
    expect(await see({ ...bob, clearance: 0 })).toEqual(missing);
    expect(await see({ ...carol, userId: 'alice', groups: ['legal'] })).toEqual(missing);
    expect(refusal(await call('GET', '/v1/documents/nothing', alice))).toEqual(missing);
    expect(refusal(await call('GET', '/v1/documents/a%23b', alice))).toEqual(missing);
  });

  test('what is shown is what the API says, and nothing of how it is kept', async () => {
    const { call, create } = setUp();
    const { body } = await call('GET', `/v1/documents/${await create()}`, alice);
    expect(documentView.parse(body)).toEqual(body);
    for (const name of ['org', 'aclVersion', 'lastVersion', 'decidedVersion', 'liveUploadId', 'contentHash'])
      expect(body).not.toHaveProperty(name);
  });

  test('an owner’s list has all of it page by page, the newest first, and nothing of others', async () => {
    const { call, create } = setUp();
    const mine: string[] = [];
    for (let count = 0; count < 60; count += 1) mine.push(await create());
    await create({ acl: acl({ everyone: true }) }, bob);
    const first = await call('GET', '/v1/documents', alice);
    const second = await call('GET', '/v1/documents', alice, undefined, { cursor: first.body.cursor });
    const shown = [...first.body.documents, ...second.body.documents].map(
      (one: { documentId: string }) => one.documentId,
    );
    expect(shown).toEqual(mine.toReversed());
    expect(second.body).not.toHaveProperty('cursor');
    const forged = await call('GET', '/v1/documents', alice, undefined, { cursor: 'eyJ4IjoxfQ' });
    expect(refusal(forged)).toEqual([400, 'invalid_request']);
  });

  test('an original is opened by who may see it, once there is one, and that is audited', async () => {
    const { call, create, goLive, audited } = setUp();
    const documentId = await create({ acl: acl({ groups: ['legal'] }) });
    const open = (as: Principal) => call('GET', `/v1/documents/${documentId}/content`, as);
    expect(refusal(await open(bob))).toEqual([404, 'document_not_found']);
    await goLive(documentId);
    expect(await open(bob)).toMatchObject({ status: 200, body: { url: `https://bucket/${documentId}` } });
    expect(refusal(await open({ ...bob, groups: [] }))).toEqual([404, 'document_not_found']);
    const opened = audited.filter(({ action }) => action === 'document.opened');
    expect(opened).toMatchObject([{ actor: { userId: 'bob' }, details: { documentId } }]);
  });
});

describe('permissions', () => {
  test('hold at once, before the index knows of them', async () => {
    const { call, create, sent, audited } = setUp();
    const documentId = await create({ acl: acl({ groups: ['legal'] }) });
    const change = (to: unknown, as = alice) => call('PUT', `/v1/documents/${documentId}/permissions`, as, { acl: to });
    expect((await change(acl({ users: ['alice'] }))).status).toBe(202);
    expect((await call('GET', `/v1/documents/${documentId}`, bob)).status).toBe(404);
    expect(sent).toEqual([{ kind: 'permissions', ...documentKeyOf('acme', documentId) }]);
    const changed = audited.find(({ action }) => action === 'document.permissions-changed');
    expect(changed?.details).toMatchObject({ documentId, users: 1, groups: 0, everyone: false, classification: 0 });
    expect(refusal(await change({ everyone: true }))).toEqual([400, 'invalid_request']);
  });

  test('are their owner’s to change, also when it has shut itself out', async () => {
    const { call, create, sent } = setUp();
    const documentId = await create({ acl: acl({ groups: ['legal'], classification: 1 }) });
    const change = (as: Principal) =>
      call('PUT', `/v1/documents/${documentId}/permissions`, as, { acl: acl({ everyone: true }) });
    expect(refusal(await change(bob))).toEqual([403, 'not_owner']);
    expect(refusal(await change({ ...bob, groups: [] }))).toEqual([404, 'document_not_found']);
    expect(refusal(await change(carol))).toEqual([404, 'document_not_found']);
    expect(sent).toEqual([]);
    expect((await change(alice)).status).toBe(202);
  });
});

describe('deleting', () => {
  test('takes a document away from everybody at once; its owner can see how far it is', async () => {
    const { call, create, goLive, sent, store } = setUp();
    const documentId = await create({ acl: acl({ groups: ['legal'] }) });
    await goLive(documentId);
    const path = `/v1/documents/${documentId}`;
    expect(await call('DELETE', path, alice)).toEqual({ status: 202, body: { documentId, status: 'deleting' } });
    expect((await call('GET', path, bob)).status).toBe(404);
    expect((await call('GET', `${path}/content`, alice)).status).toBe(404);
    expect((await call('GET', path, alice)).body.status).toBe('deleting');
    expect((await call('POST', '/v1/documents', alice, { ...file, documentId })).status).toBe(404);
    expect((await call('PUT', `${path}/permissions`, alice, { acl: acl() })).status).toBe(404);
    // Whoever got no answer asks again, and it is worked off again.
    expect((await call('DELETE', path, alice)).status).toBe(202);
    const erase = { kind: 'delete', ...documentKeyOf('acme', documentId) };
    expect(sent).toEqual([erase, erase]);
    await store.bury(documentKeyOf('acme', documentId));
    expect((await call('GET', path, alice)).body.status).toBe('deleted');
    expect((await call('DELETE', path, alice)).status).toBe(404);
  });

  test('is for its owner', async () => {
    const { call, create, sent } = setUp();
    const documentId = await create({ acl: acl({ groups: ['legal'] }) });
    const remove = async (as: Principal) => refusal(await call('DELETE', `/v1/documents/${documentId}`, as));
    expect(await remove(bob)).toEqual([403, 'not_owner']);
    expect(await remove({ ...bob, groups: [] })).toEqual([404, 'document_not_found']);
    expect(await remove({ ...carol, userId: 'alice' })).toEqual([404, 'document_not_found']);
    expect(sent).toEqual([]);
  });
});
