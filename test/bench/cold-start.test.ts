import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployedHandlers } from '../../bench/cold-start/deployed-handlers';
import { buildEmptyHandler, emptyHandlerSource } from '../../bench/cold-start/empty-handler';
import { pairOf } from '../../bench/cold-start/pair';
import { measure, type Subject } from '../../bench/cold-start/samples';
import { bundle } from '../../lib/constructs/function/bundle';
import { readAssembly } from '../../tools/assembly';
import { writeAssembly } from '../tools/local/support/assembly-fixture';

const entry = 'lambdas/chat/connect.handler.ts';
const environment = { PATH: process.env.PATH ?? '', CONNECTIONS_TABLE_NAME: 'c', AWS_REGION: 'us-east-1' };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bench-test-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const subject = (name: string, code: string): [string, Subject] => {
  const file = join(directory, `${name}.mjs`);
  writeFileSync(file, code);
  return [name, { file, environment }];
};

describe('an empty handler', () => {
  it('has the clients and commands of the deployed one, and loads', async () => {
    const handler = { name: 'chat/connect', entry, file: join(bundle(entry), 'index.mjs'), environment };
    const { bytes, empty } = pairOf(handler, directory);
    expect(empty.hasClients).toBe(true);
    expect(bytes).toBeGreaterThan(empty.bytes);
    const times = await measure(new Map([['empty', { file: empty.file, environment }]]), 1);
    expect(times.get('empty')).toBeGreaterThan(0);
  });

  it('makes clients at start, and leaves for later what the handler leaves for later', () => {
    const source = emptyHandlerSource([
      { module: '@aws-sdk/client-dynamodb', name: 'DynamoDBClient', atStart: true },
      { module: '@aws-sdk/lib-dynamodb', name: 'DynamoDBDocumentClient', atStart: true },
      { module: '@aws-sdk/lib-dynamodb', name: 'PutCommand', atStart: true },
      { module: '@aws-sdk/client-kinesis', name: 'KinesisClient', atStart: false },
    ]);
    expect(source).toContain('const clients = [new start0({}), start1.from(new start0({}))];');
    expect(source).toContain('const commands = [start2];');
    expect(source).toContain("import('@aws-sdk/client-kinesis')");
    expect(source).not.toContain("from '@aws-sdk/client-kinesis'");
  });

  it('has what else the handler cannot do without: the language of rules, and a model', () => {
    const decide = 'lambdas/fraud/decide.handler.ts';
    const handler = { name: 'fraud/decide', entry: decide, file: join(bundle(decide), 'index.mjs'), environment };
    const { bytes, empty } = pairOf(handler, directory);
    const model = statSync('models/fraud/champion/champion.json').size;
    expect(empty.bytes).toBeGreaterThan(buildEmptyHandler([], directory).bytes + model * 0.9);
    expect(readFileSync(empty.file, 'utf8')).toContain('unlistedVariablesAreDyn');
    expect(bytes).toBeGreaterThan(empty.bytes);
  });

  it('of no clients is next to nothing', () => {
    expect(buildEmptyHandler([], directory)).toMatchObject({ hasClients: false });
    expect(buildEmptyHandler([], directory).bytes).toBeLessThan(500);
  });
});

it('refuses a bundle that its source does not give', () => {
  cpSync(bundle(entry), join(directory, 'stale'), { recursive: true });
  const file = join(directory, 'stale', 'index.mjs');
  writeFileSync(file, 'export const handler = () => undefined;');
  expect(() => pairOf({ name: 'chat/connect', entry, file, environment }, directory)).toThrow('synthesize again');
});

it('finds the handlers of an assembly with their environments, and no provider of another project', () => {
  const code = (key: string) => ({
    Type: 'AWS::Lambda::Function',
    Properties: {
      Role: 'arn:aws:iam::000000000000:role/r',
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Code: { S3Bucket: 'assets', S3Key: `${key}.zip` },
      Environment: { Variables: { CONNECTIONS_TABLE_NAME: 'connections' } },
    },
  });
  const fixture = writeAssembly(
    { main: { template: { Resources: { Connect: code('ours'), Again: code('ours'), Provider: code('theirs') } } } },
    {
      ours: {
        'index.mjs': '',
        'index.mjs.map': JSON.stringify({ sources: ['../../../node_modules/x.js', `../../../${entry}`] }),
      },
      theirs: { 'index.mjs': '' },
    },
  );
  try {
    const handlers = deployedHandlers(readAssembly(fixture.directory));
    expect(handlers.map(({ name }) => name)).toEqual(['chat/connect']);
    expect(handlers[0]).toMatchObject({ entry, environment: { CONNECTIONS_TABLE_NAME: 'connections' } });
  } finally {
    fixture.remove();
  }
});

describe('measuring', () => {
  const burn = 'const until = process.cpuUsage().user + 60_000; while (process.cpuUsage().user < until);';
  const handler = 'export const handler = () => undefined;';

  it('counts what a module costs to load, and keeps what was quicker before', async () => {
    const subjects = new Map([subject('light', handler), subject('heavy', `${burn}\n${handler}`)]);
    const times = await measure(subjects, 2);
    expect(times.get('heavy')).toBeGreaterThanOrEqual(60);
    expect(times.get('light')).toBeLessThan(times.get('heavy') ?? 0);
    expect((await measure(subjects, 1, new Map([['heavy', 1]]))).get('heavy')).toBe(1);
  });

  it('fails with what a module says that does not load', async () => {
    const subjects = new Map([subject('broken', 'throw new Error("no table");')]);
    await expect(measure(subjects, 1)).rejects.toThrow('no table');
  });

  it('fails for a module without a handler', async () => {
    await expect(measure(new Map([subject('none', 'export const other = 1;')]), 1)).rejects.toThrow('no handler');
  });
});
