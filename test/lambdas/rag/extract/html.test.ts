import type { ExtractedDocument } from '../../../../lambdas/rag/domain/text/block';
import { extract } from '../../../../lambdas/rag/extract/extract';

const read = (html: string | Uint8Array) => extract(typeof html === 'string' ? Buffer.from(html) : html, 'text/html');
const blocksOf = ({ text, blocks }: ExtractedDocument) =>
  blocks.map(({ kind, level, start, end }) => [`${kind}${level ?? ''}`, text.slice(start, end)]);

test('a page: its title, headings, paragraphs, lists and code', async () => {
  const document = await read(`<!doctype html><html><head><title>Leave &amp; sickness</title><style>p{}</style></head>
    <body><h1>Leave <em>policy</em></h1><p>Twenty eight
      days<br>a year.</p>Loose text.<ul><li>One<p>more</p></li><li>Two</li></ul><ol start="3"><li>Three</li></ol>
      <pre>if x:\n    y()</pre><div><h2>Sickness</h2>Call <img src="a.png" alt="the office">.</div></body></html>`);
  expect(document.title).toBe('Leave & sickness');
  expect(blocksOf(document)).toEqual([
    ['heading1', 'Leave policy'],
    ['paragraph', 'Twenty eight days\na year.'],
    ['paragraph', 'Loose text.'],
    ['list-item', '- One'],
    ['paragraph', 'more'],
    ['list-item', '- Two'],
    ['list-item', '3. Three'],
    ['code', 'if x:\n    y()'],
    ['heading2', 'Sickness'],
    ['paragraph', 'Call the office .'],
  ]);
});

test('what a person does not read is left out', async () => {
  const { text } = await read(`<html><body>
    <nav><ul><li>Home</li></ul></nav><div role="navigation">Menu</div><script>let a = "<p>";</script><noscript>Turn on</noscript>
    <p hidden>One</p><p style="display: none">Two</p><p style="FONT-SIZE:0px">Three</p><p aria-hidden="true">Four</p>
    <p style="visibility:hidden">Five<b>Six</b></p><p style="opacity:0;color:red">Seven</p><template><p>Eight</p></template>
    <button>Buy</button><select><option>A</option></select><textarea>Nine</textarea><svg><title>Ten</title></svg><!-- Eleven -->
    <article><p style="font-size:0.9em;opacity: 0.8">Seen.</p><footer>Written by Ann.</footer></article><footer>Legal</footer></body></html>`);
  expect(text).toBe('Seen.\n\nWritten by Ann.');
});

test('tables: rows say the names of their columns, over cells that span', async () => {
  const document =
    await read(`<table><caption>Rates</caption><thead><tr><th>City</th><th>Class</th><th>Euro</th></tr></thead>
    <tbody><tr><td rowspan="2">Oslo</td><td>A</td><td>210</td></tr><tr><td>B</td><td>180</td></tr>
    <tr><td colspan="2">Rome</td><td>150</td></tr></tbody></table>`);
  expect(blocksOf(document)).toEqual([
    ['paragraph', 'Rates'],
    ['table-row', 'City: Oslo | Class: A | Euro: 210'],
    ['table-row', 'City: Oslo | Class: B | Euro: 180'],
    ['table-row', 'City: Rome | Euro: 150'],
  ]);
});

test('a table that lays out a page is no table', async () => {
  const document =
    await read(`<table><tr><td><h1>News</h1><p>First.</p></td><td><table><tr><th>Day</th><th>Hour</th></tr>
    <tr><td>Monday</td><td>9</td></tr></table></td></tr></table>`);
  expect(blocksOf(document)).toEqual([
    ['heading1', 'News'],
    ['paragraph', 'First.'],
    ['table-row', 'Day: Monday | Hour: 9'],
  ]);
});

test('broken markup is read as browsers read it', async () => {
  const { text } = await read('<p>One<p>Two<li>Three</b></p><td>Four<h2>Five<table><tr><td>Six');
  expect(text.match(/[A-Z]\w+/g)).toEqual(['One', 'Two', 'Three', 'Four', 'Five', 'Six']);
});

test('a page that is nested beyond all measure is refused; a thousand deep is not', async () => {
  expect((await read(`${'<div>'.repeat(1000)}deep`)).text).toBe('deep');
  await expect(read('<div><b>'.repeat(500_000))).rejects.toMatchObject({ code: 'malformed' });
});

test('a page says its encoding', async () => {
  const page = Buffer.from('<meta charset="iso-8859-2"><p>\xb3\xf3d\xbc</p>', 'latin1');
  expect((await read(page)).text).toBe('łódź');
  expect((await read(Buffer.from('<meta charset="no-such"><p>café</p>'))).text).toBe('café');
});
