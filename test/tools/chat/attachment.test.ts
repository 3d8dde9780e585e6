import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAttachment } from '../../../tools/chat/attachment';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'attachment-'));
});
afterEach(() => rm(dir, { recursive: true }));

test('a file is named without its folder, and its type comes from how its name ends', async () => {
  const file = join(dir, 'Prices 2026.CSV');
  await writeFile(file, 'a,b');
  const { name, contentType, content } = await readAttachment(file);
  expect([name, contentType, await content.text()]).toEqual(['Prices 2026.CSV', 'text/csv', 'a,b']);
});

test('a file that no model takes is refused before anything is sent', async () => {
  await expect(readAttachment(join(dir, 'setup.exe'))).rejects.toThrow(
    /setup\.exe: expected a file that ends in \.png/,
  );
});
