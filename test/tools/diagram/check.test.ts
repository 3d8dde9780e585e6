import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differences, writeFiles } from '../../../tools/diagram/check';

let directory: string;
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'pages-')), 'designs');
});
afterEach(() => rmSync(join(directory, '..'), { recursive: true, force: true }));

const files = new Map([
  ['chat.md', 'one\ntwo\n'],
  ['chat.svg', '<svg/>\n'],
]);

it('finds nothing in what it wrote, on systems with other line ends too', () => {
  writeFiles(directory, files);
  expect(differences(directory, files)).toEqual([]);
  writeFileSync(join(directory, 'chat.md'), 'one\r\ntwo\r\n');
  expect(differences(directory, files)).toEqual([]);
});

it('says which file and line differ, what is missing, and what is of a part that is no more', () => {
  writeFiles(directory, new Map([['chat.md', 'one\n2\n']]));
  writeFileSync(join(directory, 'old.md'), 'old');
  expect(differences(directory, files)).toEqual([
    'chat.md differs in line 2:\n    - 2\n    + two',
    'chat.svg is missing',
    'old.md is of a part that is no more',
  ]);
});

it('removes pages of parts that are no more, and leaves other files alone', () => {
  writeFiles(directory, files);
  writeFileSync(join(directory, 'old.svg'), 'old');
  writeFileSync(join(directory, 'notes.txt'), 'mine');
  writeFiles(directory, files);
  expect(existsSync(join(directory, 'old.svg'))).toBe(false);
  expect(readFileSync(join(directory, 'notes.txt'), 'utf8')).toBe('mine');
});
