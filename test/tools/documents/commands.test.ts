import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aclOf, addAudience, sameAcl } from '../../../tools/documents/access';
import { connect, userIdOf } from '../../../tools/documents/connection';
import { endCommands, run } from '../../local/command';
import { FakeRagApi } from '../../support/fake-rag-api';

const key = `sk_abcdef12_${'x'.repeat(43)}`;
const user = { userId: 'key:abcdef12', org: 'o', groups: [], clearance: 0 };
const tokenOf = (sub: string) => `x.${Buffer.from(JSON.stringify({ sub })).toString('base64url')}.x`;
let api: FakeRagApi;
let dir: string;
beforeAll(async () => {
  api = await new FakeRagApi((credential) => (credential === key ? user : undefined)).start();
  dir = await mkdtemp(join(tmpdir(), 'documents-'));
  await mkdir(join(dir, 'handbook'));
  await writeFile(join(dir, 'key'), `${key}\n`);
  await writeFile(join(dir, 'handbook', 'trains.txt'), 'Night trains have a sleeping compartment.');
});
afterEach(endCommands);
afterAll(async () => {
  api.stop();
  await rm(dir, { recursive: true, force: true });
});

const documents = (command: string, ...args: string[]) =>
  run('tools/documents/main.ts', command, ...args, '--url', api.url, '--token-file', join(dir, 'key'));
const upload = (...args: string[]) =>
  documents('upload', join(dir, 'handbook'), '--ledger', join(dir, 'ledger.jsonl'), ...args);

test('a folder is uploaded, listed, shown to others and deleted; figures go to standard error, one object to standard output', async () => {
  const { code, stdout, stderr } = await upload('--json', '--acl', 'group:staff');
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    expect.objectContaining({ total: 1, uploaded: 1, ready: 1, failed: 0 }),
  ]);
  expect(stderr).toMatch(/^documents: 1 of 1, 1 uploaded, 1 ready, 0 failed$/m);
  expect(api.documents).toMatchObject([{ title: 'trains', acl: { users: [user.userId], groups: ['staff'] } }]);

  expect((await upload()).stdout).toBe('1 of 1 documents can be searched: 0 were sent, 1 had not changed.\n');

  await writeFile(join(dir, 'handbook', 'blank.md'), ' \n');
  const some = await upload();
  expect(some.code).toBe(2);
  expect(some.stdout).toMatch(
    /1 cannot:\nFILE +REASON +WHAT TO DO\nblank\.md +empty +The document has no text\. Upload/,
  );

  const listed = await documents('list');
  expect(listed.stdout).toMatch(/^ID +STATE +TITLE[\s\S]*failed: empty[\s\S]*d1 +ready +trains.*Owner, staff/m);
  expect((await documents('status', 'd1')).stdout).toMatch(/state +ready/);
  const status = JSON.parse((await documents('status', 'd2', '--json')).stdout);
  expect(status).toMatchObject({ status: 'failed', failure: { code: 'empty' } });

  await documents('permissions', 'd1', '--acl', 'everyone', '--acl', 'user:eve');
  expect(api.documents[0]?.acl).toMatchObject({ everyone: true, users: [user.userId, 'eve'], groups: [] });

  const asked = await documents('delete', 'd1');
  expect([asked.code, asked.stderr]).toEqual([1, expect.stringContaining('--yes')]);
  expect((await documents('delete', 'd1', '--yes')).code).toBe(0);
  expect(api.documents.map(({ documentId }) => documentId)).toEqual(['d2']);
}, 60_000);

test.each([
  ['a folder that is not there', ['upload', '/nowhere'], /\/nowhere is not there/],
  ['permissions of nobody', ['permissions', 'd1'], /--acl/],
  ['an audience that is none', ['permissions', 'd1', '--acl', 'all'], /everyone, group:<name> or user:<id>/],
  ['a document that is not there', ['status', 'none'], /There is no such document/],
])('%s is said in one line', async (_what, [command = '', ...args], message) => {
  const { code, stdout, stderr } = await documents(command, ...args);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('an address without a credential says how to bring one', async () => {
  const { code, stderr } = await run('tools/documents/main.ts', 'list', '--url', api.url);
  expect([code, stderr]).toEqual([1, expect.stringContaining('--token-file')]);
});

test('on a laptop, address and credential are its own, and its users may be called by their names', async () => {
  const outputs = join(dir, 'outputs.json');
  await writeFile(outputs, JSON.stringify({ 'dev-edge': { RagApiUrl: api.url } }));
  const users = { alice: { token: key }, bob: { token: tokenOf('id-of-bob') } };
  await writeFile(join(dir, 'credentials.json'), JSON.stringify({ users }));
  const { client, userId, idOf } = await connect({ outputs, as: 'alice' });
  expect((await client.documents()).documents).toEqual(expect.any(Array));
  expect([userId, idOf('bob'), idOf('eve')]).toEqual([user.userId, 'id-of-bob', 'eve']);
});

test('who may see a document is the owner and whoever is named, and a credential says whose it is', () => {
  const audience = addAudience('group:a', addAudience('user:bob', undefined));
  const acl = aclOf('me', audience, 2, (name) => `id of ${name}`);
  expect(acl).toEqual({ everyone: false, users: ['me', 'id of bob'], groups: ['a'], classification: 2 });
  expect(aclOf('me', undefined, undefined)).toBeUndefined();
  const others = { everyone: false, users: ['b', 'a'], groups: [], classification: 0 };
  expect(sameAcl(others, { ...others, users: ['a', 'b'] })).toBe(true);
  expect(sameAcl(others, { ...others, classification: 1 })).toBe(false);
  expect([userIdOf(tokenOf('me')), userIdOf(key), userIdOf('neither')]).toEqual(['me', 'key:abcdef12', undefined]);
});
