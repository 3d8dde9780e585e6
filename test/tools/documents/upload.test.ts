import { appendFile, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_BYTES } from '../../../lambdas/rag/domain/document';
import { Ledger } from '../../../tools/documents/ledger';
import { summaryOf } from '../../../tools/documents/report';
import { describeTally, type Tally } from '../../../tools/documents/tally';
import { type UploadOptions, uploadFolder } from '../../../tools/documents/upload';
import { RagClient } from '../../../web/client/rag-client';
import { FakeRagApi } from '../../support/fake-rag-api';

const user = { userId: 'u', org: 'o', groups: ['staff'], clearance: 0 };
const staff = { users: ['u'], groups: ['staff'], everyone: false, classification: 0 };
let api: FakeRagApi;
let root: string;
beforeEach(async () => {
  api = await new FakeRagApi((credential) => (credential === 't' ? user : undefined)).start();
  root = await mkdtemp(join(tmpdir(), 'documents-'));
  await mkdir(join(root, 'folder', 'below', '.hidden'), { recursive: true });
});
afterEach(async () => {
  api.stop();
  await rm(root, { recursive: true, force: true });
});

const put = (path: string, text: string) => writeFile(join(root, 'folder', path), text);
const ledgerFile = () => join(root, 'ledgers', 'one.jsonl');

async function upload(options: Partial<UploadOptions> = {}, token = 't') {
  const client = new RagClient({ baseUrl: api.url, token: () => Promise.resolve(token) });
  const ledger = await Ledger.open(ledgerFile());
  const { signal } = new AbortController();
  const given = { signal, ledger, atOnce: 2, lookMs: [1, 1], ...options } as const;
  return summaryOf(await uploadFolder(client, join(root, 'folder'), given));
}

const posts = () => api.requests.filter(({ method, path }) => `${method} ${path}` === 'POST /v1/documents');

test('every file below a folder is sent, a busy service is waited for, and what it would refuse is told before', async () => {
  await put('a.txt', 'first words');
  await put('below/b.md', 'second words');
  await put('below/.hidden/c.md', 'not meant');
  await put('.d.md', 'not meant');
  await put('empty.txt', '');
  await put('blank.txt', ' \n');
  await put('picture.png', 'x');
  await put('large.pdf', '');
  await truncate(join(root, 'folder', 'large.pdf'), MAX_BYTES + 1);
  api.refusals.push({ status: 429, code: 'rate_limited', retryAfter: '0' });
  const tallies: Tally[] = [];
  const { documents, ...figures } = await upload({ acl: staff, onProgress: (tally) => tallies.push(tally) });
  expect(figures).toEqual({
    total: 6,
    uploaded: 3,
    permissionsChanged: 0,
    unchanged: 0,
    ready: 2,
    failed: 4,
    missing: [],
  });
  expect(documents.map(({ path, sent, failure }) => [path, sent, failure?.code])).toEqual([
    ['a.txt', 'first', undefined],
    ['below/b.md', 'first', undefined],
    ['blank.txt', 'first', 'empty'],
    ['empty.txt', 'none', 'empty'],
    ['large.pdf', 'none', 'too_large'],
    ['picture.png', 'none', 'wrong_type'],
  ]);
  const whyOf = (name: string) => documents.find(({ path }) => path === name)?.failure?.message;
  expect(whyOf('large.pdf')).toContain('50.0 MB are the most');
  expect(whyOf('picture.png')).toContain('.docx');
  expect(api.documents.map(({ title, text }) => [title, text]).toSorted()).toEqual([
    ['a', 'first words'],
    ['b', 'second words'],
    ['blank', ' \n'],
  ]);
  expect(api.documents.every(({ acl }) => acl.groups[0] === 'staff')).toBe(true);
  expect(tallies[0]).toEqual({ total: 6, uploaded: 0, ready: 0, failed: 3 });
  expect(tallies.at(-1)).toEqual({ total: 6, uploaded: 3, ready: 2, failed: 4 });
});

test('a second run sends what changed as a new version of the same document, and nothing else', async () => {
  await put('a.txt', 'first words');
  await put('b.txt', 'second words');
  await put('blank.txt', ' ');
  const first = await upload();
  const again = await upload();
  expect(again).toMatchObject({ uploaded: 0, unchanged: 2, ready: 2, failed: 1 });
  expect(posts()).toHaveLength(3);

  await put('a.txt', 'other words');
  await rm(join(root, 'folder', 'b.txt'));
  const third = await upload();
  expect(third).toMatchObject({ uploaded: 1, ready: 1, failed: 1, missing: [{ path: 'b.txt' }] });
  expect(third.documents[0]).toMatchObject({ sent: 'version', documentId: first.documents[0]?.documentId });
  expect(api.documents.map(({ text }) => text).toSorted()).toEqual([' ', 'other words', 'second words']);
});

test('other permissions are set without sending anything, once', async () => {
  await put('a.txt', 'first words');
  await upload();
  const acl = { ...staff, groups: ['board', 'staff'] };
  expect(await upload({ acl })).toMatchObject({ uploaded: 0, permissionsChanged: 1, ready: 1 });
  expect(api.documents[0]?.acl).toEqual(acl);
  expect(await upload({ acl: { ...acl, groups: ['staff', 'board'] } })).toMatchObject({ permissionsChanged: 0 });
});

test('what broke off before its content was sent goes on with the document that was made for it', async () => {
  await put('a.txt', 'first words');
  await upload();
  api.documents[0] && Object.assign(api.documents[0], { text: undefined });
  // As a run leaves it that ended in between: the id is known, and the last line is not whole.
  await writeFile(ledgerFile(), '{"path":"a.txt","documentId":"d1"}\n{"path":"a.txt","docu');
  const report = await upload();
  expect(report.documents).toMatchObject([{ documentId: 'd1', sent: 'version' }]);
  expect(api.documents).toMatchObject([{ documentId: 'd1', text: 'first words' }]);
});

test('a stage that was made anew is sent everything, and a ledger that grew is read again', async () => {
  await put('a.txt', 'first words');
  await upload();
  api.documents.splice(0);
  await appendFile(ledgerFile(), 'nonsense\n');
  expect((await upload()).documents).toMatchObject([{ documentId: 'd1', sent: 'first' }]);
  const ledger = await Ledger.open(ledgerFile());
  expect(ledger.paths).toEqual(['a.txt']);
});

test('a file that the service refuses has its reason; a credential that is none ends the run', async () => {
  await put('a.txt', 'first words');
  api.refusals.push({ status: 400, code: 'invalid_request' });
  expect((await upload()).documents).toMatchObject([{ path: 'a.txt', failure: { code: 'invalid_request' } }]);
  await expect(upload({}, 'none')).rejects.toMatchObject({ status: 401 });
});

test('figures come with the rate of what was done and what remains', () => {
  const tally = { total: 200, uploaded: 30, ready: 20, failed: 5 };
  expect(describeTally(tally, 0, 0)).toBe('30 uploaded, 20 ready, 5 failed');
  expect(describeTally(tally, 20, 10_000)).toBe('30 uploaded, 20 ready, 5 failed, 2.0 a second, 88 s left');
  expect(describeTally({ ...tally, total: 1000 }, 20, 10_000)).toContain('9 min left');
  expect(describeTally({ ...tally, total: 25 }, 20, 10_000)).not.toContain('left');
});
