import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StepResult } from '../../tools/local/tour/step';
import { assemblyDir } from './assembly';
import { endCommands, RunningCommand, run } from './command';
import { oneAtATime } from './laptop-of-file';

const start = 'tools/local/main.ts';
let localDir: string;
let assembly: string;

oneAtATime();
beforeAll(async () => {
  localDir = await mkdtemp(join(tmpdir(), 'local-'));
  assembly = await assemblyDir();
}, 300_000);
afterEach(endCommands);
afterAll(() => rm(localDir, { recursive: true, force: true }));

const readJson = async (name: string) => JSON.parse(await readFile(join(localDir, name), 'utf8'));

test('it tours, stays up, serves the operator’s command lines, and leaves nothing behind', async () => {
  // All of it is played where permissions are tested.
  const groups = ['conversation', 'usage', 'decisions', 'answers', 'items'];
  const where = ['--port', '0', '--assembly', assembly, '--local-dir', localDir];
  const laptop = new RunningCommand(start, ['--json', '--tour', groups.join(','), ...where]);
  const printed = JSON.parse(await laptop.line());
  const steps: StepResult[] = printed.tour.steps;
  expect(steps.filter(({ ok }) => !ok)).toEqual([]);
  expect(new Set(steps.map(({ group }) => group))).toEqual(new Set([...groups, 'permissions']));
  expect(printed).toMatchObject({ ok: true, stage: 'dev', tour: { denied: [] } });

  const outputs = await readJson('outputs.json');
  expect(outputs['dev-edge']).toMatchObject({
    ConsoleUrl: printed.url,
    ChatApiUrl: `${printed.url}/chat`,
    ChatWebSocketUrl: `${printed.url.replace('http', 'ws')}/chat-ws`,
  });
  const { users, apiKeys } = await readJson('credentials.json');
  expect(users).toMatchObject({
    alice: { org: 'acme', tier: 'paid' },
    bob: { org: 'acme', tier: 'free' },
    carol: { org: 'globex' },
  });
  expect(apiKeys.service).toMatch(/^sk_/);
  if (process.platform !== 'win32') expect((await stat(join(localDir, 'credentials.json'))).mode & 0o777).toBe(0o600);

  const models = (key: string) =>
    fetch(`${outputs['dev-edge'].ChatApiUrl}/v1/models`, { headers: { Authorization: `Bearer ${key}` } }).then(
      ({ status }) => status,
    );
  const operator = ['--outputs', join(localDir, 'outputs.json'), '--json'];
  const wanted = ['--name', 'ci', '--org', 'acme', '--tier', 'paid', '--expires', '90d'];
  const { keyId, key } = JSON.parse((await run('tools/keys/main.ts', 'create', ...wanted, ...operator)).stdout);
  expect(await models(key)).toBe(200);
  const listed = JSON.parse((await run('tools/keys/main.ts', 'list', ...operator)).stdout);
  expect(listed.keys).toContainEqual(
    expect.objectContaining({ keyId, name: 'ci', scopes: ['chat'], lastUsedAt: expect.any(Number) }),
  );
  expect(JSON.stringify(listed)).not.toMatch(/secret/i);
  expect(JSON.parse((await run('tools/keys/main.ts', 'revoke', keyId, ...operator)).stdout)).toEqual({
    keyId,
    revoked: true,
  });
  expect((await run('tools/keys/main.ts', 'revoke', 'none', ...operator)).stderr).toBe('There is no key none\n');

  const [, outputsOption = ''] = operator;
  const bill = (...args: string[]) =>
    run('tools/invoice/main.ts', '--month', new Date().toISOString().slice(0, 7), '--outputs', outputsOption, ...args);
  const csv = await bill();
  expect([csv.code, csv.stderr]).toEqual([0, expect.stringMatching(/^acme: \d+ requests, \d+\.\d{6} USD$/m)]);
  expect(csv.stdout).toMatch(/^month,organisation,user,model,target,requests,.*\r\n/);
  const { invoices } = JSON.parse((await bill('--json', '--org', 'globex')).stdout);
  expect(invoices).toMatchObject([{ organisation: 'globex', problems: [] }]);
  const lines = csv.stdout.split('\r\n').filter((line) => line.split(',')[1] === 'globex');
  expect(lines).toHaveLength(invoices[0].lines.length);
  expect(lines).not.toEqual([]);

  const brake = async (...args: string[]) =>
    JSON.parse((await run('tools/brake/main.ts', ...args, ...operator)).stdout);
  expect(await brake('set', '--reason', 'rehearsal')).toMatchObject({ set: true, reason: 'rehearsal' });
  expect(await brake('status')).toMatchObject({ set: true });
  expect(await brake('release')).toEqual({ set: false });

  laptop.interrupt();
  expect((await laptop.finished()).code).toBe(0);
  await expect(fetch(printed.url)).rejects.toThrow();
  expect((await run('tools/brake/main.ts', 'status', ...operator)).stderr).toMatch(/npm start/);
}, 180_000);

test('a busy port says so and exits non-zero', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { code, stderr } = await run(
    start,
    '--once',
    '--port',
    String(port),
    '--assembly',
    assembly,
    '--local-dir',
    localDir,
  );
  server.close();
  expect([code, stderr]).toEqual([1, `Port ${port} is in use. Choose another one with --port, or leave it out.\n`]);
});

test('a group of steps that does not exist is named, with those there are', async () => {
  const { code, stderr } = await run(start, '--tour', 'conversation,moon');
  expect([code, stderr]).toEqual([1, expect.stringMatching(/no group is called moon: there are credentials, /)]);
});

test('a stage that does not exist is named, and nothing is started', async () => {
  const { code, stderr } = await run(start, '--once', '--stage', 'moon', '--port', '0', '--local-dir', localDir);
  expect(code).toBe(1);
  expect(stderr).toMatch(/moon/);
}, 60_000);

test.each([start, 'tools/keys/main.ts', 'tools/brake/main.ts', 'tools/invoice/main.ts'])(
  '%s --help explains itself',
  async (script) => {
    const { code, stdout } = await run(script, '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Usage:/);
  },
);
