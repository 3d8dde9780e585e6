import type { ContentType } from '../../../../lambdas/rag/domain/document';
import type { ExtractedDocument } from '../../../../lambdas/rag/domain/text/block';
import { extract } from '../../../../lambdas/rag/extract/extract';

const read = (contentType: ContentType, content: string | Uint8Array) =>
  extract(typeof content === 'string' ? Buffer.from(content) : content, contentType);
const blocksOf = ({ text, blocks }: ExtractedDocument) =>
  blocks.map(({ kind, level, start, end }) => [`${kind}${level ?? ''}`, text.slice(start, end)]);

test('Markdown: headings, lists, tables, code, and HTML in it', async () => {
  const document = await read(
    'text/markdown',
    '---\ntitle: "Leave: rules"\ntags: [a]\n---\n# Leave *policy*\n\nSee [the form](http://x) &amp; `code`.\n\n- One\n- Two\n\n| City | Euro |\n|---|---|\n| Oslo | 210 |\n\n```js\nlet a = 1 < 2;\n```\n\n<script>evil()</script>\n<div hidden>unseen</div>\n\nSub\n---\n\n> Quoted.\n',
  );
  expect(document.title).toBe('Leave: rules');
  expect(blocksOf(document)).toEqual([
    ['heading1', 'Leave policy'],
    ['paragraph', 'See the form & code.'],
    ['list-item', '- One'],
    ['list-item', '- Two'],
    ['table-row', 'City: Oslo | Euro: 210'],
    ['code', 'let a = 1 < 2;'],
    ['heading2', 'Sub'],
    ['paragraph', 'Quoted.'],
  ]);
});

test('lists in lists without end, and quotes in quotes, are read or refused', async () => {
  const lists = Array.from({ length: 1500 }, (_, at) => `${'  '.repeat(at)}- item ${at}`).join('\n');
  expect((await read('text/markdown', lists)).text).toContain('item 1499');
  await expect(read('text/markdown', `${'> '.repeat(30_000)}x`)).rejects.toMatchObject({ code: 'malformed' });
});

test.each([
  ["---\ntitle: 'It''s so'\n---\nText", "It's so"],
  ['---\r\nTitle: Plain\r\n---\r\nText', 'Plain'],
  ['+++\ntitle = "TOML"\n+++\nText', 'TOML'],
  ['# Head\n\n---\ntitle: no\n---\n', 'Head'],
])('the title of %j is %j', async (source, title) => {
  expect((await read('text/markdown', source)).title).toBe(title);
});

test('plain text: paragraphs and items', async () => {
  const document = await read('text/plain', 'First line\nsecond line.\r\n\r\n\tNext.\n\n1. one\n2. two\n');
  expect(blocksOf(document)).toEqual([
    ['paragraph', 'First line\nsecond line.'],
    ['paragraph', 'Next.'],
    ['list-item', '1. one'],
    ['list-item', '2. two'],
  ]);
});

const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16();
test.each([
  ['UTF-8', Buffer.from('Größe: 5 € für Łukasz')],
  ['UTF-8 with a mark', Buffer.from('\uFEFFGröße: 5 € für Łukasz')],
  ['UTF-16', Buffer.from('\uFEFFGröße: 5 € für Łukasz', 'utf16le')],
  ['UTF-16, big end first', swapped('\uFEFFGröße: 5 € für Łukasz')],
  ['UTF-16 without a mark', Buffer.from('Größe: 5 € für Łukasz', 'utf16le')],
  ['UTF-16 without a mark, big end first', swapped('Größe: 5 € für Łukasz')],
])('text in %s', async (_, bytes) => {
  expect((await read('text/plain', bytes)).text).toBe('Größe: 5 € für Łukasz');
});

test('text in Windows-1252, and in UTF-8 with a flaw', async () => {
  expect((await read('text/plain', Buffer.from('Gr\xf6\xdfe: 5 \x80 \x96 teuer', 'latin1'))).text).toBe(
    'Größe: 5 € – teuer',
  );
  const flawed = Buffer.concat([Buffer.from('ä'.repeat(30)), Buffer.from([0xff]), Buffer.from(' ö')]);
  expect((await read('text/plain', flawed)).text).toBe(`${'ä'.repeat(30)}\uFFFD ö`);
});

test('CSV: a record for each row, lines for its values', async () => {
  const document = await read(
    'text/csv',
    'Name,Place,Note\nAnn,Oslo,"likes, ""tea"""\nBob,,\n\nCy,Rome,"two\nlines"\n',
  );
  expect(blocksOf(document)).toEqual([
    ['table-row', 'Name: Ann\nPlace: Oslo\nNote: likes, "tea"'],
    ['table-row', 'Name: Bob'],
    ['table-row', 'Name: Cy\nPlace: Rome\nNote: two lines'],
  ]);
});

test.each([';', '\t', '|', ','])('the delimiter %j is found', async (delimiter) => {
  const row = (...cells: string[]) => cells.join(delimiter);
  const content = [row('Name', 'Size'), row('A, b', '1'), row('C; d', '2')].map((line) =>
    delimiter === ',' || delimiter === ';' ? line.replace(/A, b|C; d/g, '"$&"') : line,
  );
  expect((await read('text/csv', content.join('\n'))).text).toBe('Name: A, b\nSize: 1\n\nName: C; d\nSize: 2');
});

test('CSV of one column, without names, with rows that are too long, with a mark', async () => {
  expect((await read('text/csv', 'one\ntwo\n')).text).toBe('one\ntwo');
  expect((await read('text/csv', '\uFEFFA,,C\n1,2,3,4\n')).text).toBe('A: 1\nColumn 2: 2\nC: 3\nColumn 4: 4');
  expect((await read('text/csv', 'A,B\n')).text).toBe('A\nB');
});

test('CSV with a quote that does not end is refused', async () => {
  await expect(read('text/csv', 'A,B\n1,"two\n3,4\n')).rejects.toMatchObject({
    code: 'malformed',
    message: expect.stringMatching(/line \d+/),
  });
});

const message = (...lines: string[]) => lines.join('\r\n');
const letterhead = [
  'From: Ann Lee <ann@example.com>',
  'To: bob@example.com',
  'Subject: =?utf-8?Q?B=C3=BCro?= keys',
  'Date: Mon, 3 Feb 2031 09:00:00 +0000',
  'MIME-Version: 1.0',
];

test('e-mail: subject, people, date, body, and the names of attachments', async () => {
  const document = await read(
    'message/rfc822',
    message(
      ...letterhead,
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Dear Bob,',
      '',
      'the keys are in the safe.',
      '--b',
      'Content-Type: application/pdf; name="plan.pdf"',
      'Content-Disposition: attachment; filename="plan.pdf"',
      'Content-Transfer-Encoding: base64',
      '',
      'JVBERi0xLjQ=',
      '--b--',
    ),
  );
  expect(document.title).toBe('Büro keys');
  expect(blocksOf(document)).toEqual([
    ['heading1', 'Büro keys'],
    ['paragraph', 'From: Ann Lee <ann@example.com>\nTo: bob@example.com\nDate: 2031-02-03T09:00:00.000Z'],
    ['paragraph', 'Dear Bob,'],
    ['paragraph', 'the keys are in the safe.'],
    ['paragraph', 'Attachments (not read): plan.pdf'],
  ]);
});

test('e-mail with a page as its only body', async () => {
  const html =
    '<style>p{}</style><h1>Hello</h1><p style="display:none">preview</p><table><tr><td>The safe is open.</td></tr></table>';
  const document = await read('message/rfc822', message(...letterhead, 'Content-Type: text/html', '', html));
  expect(blocksOf(document).slice(2)).toEqual([
    ['heading2', 'Hello'],
    ['paragraph', 'The safe is open.'],
  ]);
});

test('e-mail in parts within parts without end is refused', async () => {
  const nested = Array.from(
    { length: 200 },
    (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}`,
  );
  await expect(read('message/rfc822', message(...letterhead, ...nested))).rejects.toMatchObject({ code: 'malformed' });
});
