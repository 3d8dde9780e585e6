import { strToU8 } from 'fflate';
import type { ExtractedDocument } from '../../../../lambdas/rag/domain/text/block';
import { extract } from '../../../../lambdas/rag/extract/extract';
import { compound, docx, type WordPart, wordFiles, xlsx, zipped } from '../support/office-files';

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const read = (bytes: Uint8Array) => extract(bytes, WORD);
const blocksOf = ({ text, blocks }: ExtractedDocument) =>
  blocks.map(({ kind, level, start, end }) => [`${kind}${level ?? ''}`, text.slice(start, end)]);

const parts: readonly WordPart[] = [
  { heading: 'Travel', level: 1 },
  { text: 'Fares & costs are paid back.' },
  { heading: 'Hotels', level: 2 },
  { item: 'Book early' },
  { item: 'Keep the bill' },
  {
    table: [
      ['City', 'Limit'],
      ['Oslo', '210'],
    ],
    header: true,
  },
  {
    table: [
      ['Approved by', 'Ann'],
      ['On', 'Monday'],
    ],
  },
];

test('a Word document: headings, paragraphs, lists and tables', async () => {
  const document = await read(docx(parts, 'Travel <rules> & costs'));
  expect(document.title).toBe('Travel <rules> & costs');
  expect(document.pages).toBeUndefined();
  expect(blocksOf(document)).toEqual([
    ['heading1', 'Travel'],
    ['paragraph', 'Fares & costs are paid back.'],
    ['heading2', 'Hotels'],
    ['list-item', '- Book early'],
    ['list-item', '- Keep the bill'],
    ['table-row', 'City: Oslo | Limit: 210'],
    ['table-row', 'Approved by | Ann'],
    ['table-row', 'On | Monday'],
  ]);
});

test('without a title of its own, its first heading is one', async () => {
  expect((await read(docx(parts))).title).toBe('Travel');
});

test('an archive that unpacks to more than is taken is refused, whatever it says of its size', async () => {
  const bomb = zipped({ ...wordFiles(parts), 'word/document.xml': new Uint8Array(35_000_000) });
  expect(bomb.length).toBeLessThan(200_000);
  const lying = Buffer.from(bomb);
  // The sizes in the directory and in front of the file: it says that it is small.
  const size = Buffer.alloc(4);
  size.writeUInt32LE(35_000_000);
  let lies = 0;
  for (let at = lying.indexOf(size); at >= 0; at = lying.indexOf(size)) {
    lying.writeUInt32LE(100, at);
    lies += 1;
  }
  expect(lies).toBeGreaterThan(0);
  for (const bytes of [bomb, lying])
    await expect(read(bytes)).rejects.toMatchObject({ code: 'too_large', message: expect.stringContaining('30 MB') });
});

test('pictures are not unpacked', async () => {
  const picture = { 'word/media/image1.png': new Uint8Array(35_000_000) };
  expect((await read(zipped({ ...wordFiles(parts), ...picture }))).blocks).toHaveLength(8);
});

test('entities that stand for each other many times over are not followed', async () => {
  const laughs = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('');
  const xml = `<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY l0 "ha">${laughs}]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>`;
  const outcome = await read(zipped({ ...wordFiles([]), 'word/document.xml': strToU8(xml) })).then(
    ({ text }) => text.length,
    (error: { code?: string }) => error.code,
  );
  expect(typeof outcome === 'number' ? outcome < 100 : outcome === 'malformed').toBe(true);
});

test('a document with a password, of the old format, or of another kind is refused by what it is', async () => {
  await expect(read(compound('EncryptedPackage'))).rejects.toMatchObject({ code: 'encrypted' });
  await expect(read(compound('WordDocument'))).rejects.toMatchObject({
    code: 'wrong_type',
    message: expect.stringContaining('old format'),
  });
  await expect(read(xlsx())).rejects.toMatchObject({ code: 'wrong_type', message: expect.stringContaining('XLSX') });
});

test('a damaged document is refused', async () => {
  const good = Buffer.from(docx(parts));
  const document = good.indexOf('word/document.xml');
  const broken = Buffer.from(good);
  broken.fill(0xff, document + 20, document + 120);
  await expect(read(broken)).rejects.toMatchObject({ code: 'malformed' });
  await expect(read(good.subarray(0, good.length - 40))).rejects.toMatchObject({ code: 'wrong_type' });
  const { 'word/document.xml': _, ...rest } = wordFiles(parts);
  await expect(read(zipped(rest))).rejects.toMatchObject({ code: 'malformed' });
  await expect(read(zipped({ ...rest, 'word/document.xml': strToU8('<w:document><w:body>') }))).rejects.toMatchObject({
    code: 'malformed',
  });
});

test('a document without text says so', async () => {
  await expect(read(docx([]))).rejects.toMatchObject({ code: 'no_text' });
});
