import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Typewriter } from '../../../tools/chat/typewriter';
import { findToken } from '../../../tools/operator/token';

function printed(...texts: string[]): string {
  let all = '';
  const typewriter = new Typewriter((text) => {
    all += text;
  });
  for (const text of texts) typewriter.show(text);
  typewriter.end();
  return all;
}

test('prints what is new, once', () => {
  expect(printed('', 'one', 'one', 'one two')).toBe('one two\n');
});

test('prints a text that begins anew on a line of its own', () => {
  expect(printed('one two', '', 'on', 'on again')).toBe('one two\n[begun again]\non again\n');
});

test('prints nothing where there is nothing', () => {
  expect(printed('')).toBe('');
});

describe('the token', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'chat-'));
    await writeFile(join(dir, 'credentials.json'), JSON.stringify({ users: { bob: { token: 'of bob' } } }));
  });
  afterEach(() => rm(dir, { recursive: true }));

  test('is the one in the environment, else the sample user’s', async () => {
    const outputs = join(dir, 'outputs.json');
    expect(await findToken(outputs, 'bob', 'CHAT_TOKEN', { CHAT_TOKEN: 'own' })).toBe('own');
    expect(await findToken(outputs, 'bob', 'CHAT_TOKEN', {})).toBe('of bob');
  });

  test('is asked for where there is none', async () => {
    await expect(findToken(join(dir, 'outputs.json'), 'eve', 'CHAT_TOKEN', {})).rejects.toThrow(
      'no sample user eve; there are bob',
    );
    await expect(findToken(join(dir, 'elsewhere', 'outputs.json'), 'bob', 'CHAT_TOKEN', {})).rejects.toThrow(
      'Set CHAT_TOKEN',
    );
  });
});
