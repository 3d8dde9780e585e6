import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { table } from '../../../tools/operator/command-line';
import { outputOf, readOutputs, stackWith } from '../../../tools/operator/outputs';
import { openPlatformTable } from '../../../tools/operator/platform-table';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'outputs-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const write = async (name: string, content: unknown) => {
  await writeFile(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content));
  return join(dir, name);
};

const account = {
  'prod-platform': { PlatformTableName: 'platform', AlertsTopicArn: 'arn:aws:sns:eu-west-1:1:alerts' },
  'prod-us-east-2-platform': { AlertsTopicArn: 'arn:aws:sns:us-east-2:1:alerts' },
  'prod-edge': { ConsoleUrl: 'https://chat.example.org' },
};

test('outputs are found in whichever stack has them', async () => {
  const outputs = await readOutputs(await write('outputs.json', account));
  expect(outputOf(outputs, 'ConsoleUrl')).toBe('https://chat.example.org');
  expect(stackWith(outputs, 'PlatformTableName').AlertsTopicArn).toMatch(/eu-west-1/);
  expect(() => outputOf(outputs, 'Nothing')).toThrow('No stack has an output Nothing');
  expect(() => outputOf(outputs, 'AlertsTopicArn')).toThrow('prod-platform, prod-us-east-2-platform');
});

test('a missing or malformed file says what to do', async () => {
  await expect(readOutputs(join(dir, 'none.json'))).rejects.toThrow(/npm start/);
  await expect(readOutputs(await write('outputs.json', 'nonsense'))).rejects.toThrow(/no outputs file/);
  await expect(readOutputs(await write('outputs.json', { stack: { key: 1 } }))).rejects.toThrow(/stack/);
});

test('the table of an account is in the region of its stack', async () => {
  const { document, tableName } = await openPlatformTable(await write('outputs.json', account));
  expect(tableName).toBe('platform');
  expect(await document.config.region()).toBe('eu-west-1');
});

test('the table of a laptop is reached as its operator', async () => {
  const outputs = { ...account, 'prod-edge': { ConsoleUrl: 'http://localhost:8787' } };
  const file = await write('outputs.json', outputs);
  await expect(openPlatformTable(file)).rejects.toThrow(/credentials.json is missing/);
  const operator = { endpoint: 'http://127.0.0.1:1', accessKeyId: 'a', secretAccessKey: 'b', region: 'eu-west-1' };
  await write('credentials.json', { operator });
  const { document } = await openPlatformTable(file);
  expect(await document.config.credentials()).toMatchObject({ accessKeyId: 'a', secretAccessKey: 'b' });
});

test('a table pads every column to its widest value', () => {
  expect(
    table([
      ['A', 'B'],
      ['long', 'x'],
    ]),
  ).toBe('A     B\nlong  x');
});
