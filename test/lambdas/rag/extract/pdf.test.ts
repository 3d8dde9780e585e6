import { DocumentFault } from '../../../../lambdas/rag/domain/document';
import { extract } from '../../../../lambdas/rag/extract/extract';
import { encryptedPdf, pdf, scannedPdf } from '../support/pdf-files';

const read = (bytes: Uint8Array) => extract(bytes, 'application/pdf');
const textOf = ({ text, blocks }: Awaited<ReturnType<typeof read>>) =>
  blocks.map(({ kind, level, page, start, end }) => [kind, level, page, text.slice(start, end)]);

const prose =
  'Annual leave is twenty eight days for everyone who works full time, and is taken in agreement with the team that one works in.';

test('a PDF is read page by page: headings by their size, paragraphs from their lines', async () => {
  const file = await pdf(
    [
      [{ heading: 'Staff handbook', size: 24 }, { text: prose }, { heading: 'Leave', size: 15 }, { text: prose }],
      [{ text: 'Sickness is reported by nine.' }],
    ],
    { title: 'Handbook 2031' },
  );
  const document = await read(file);
  expect(document).toMatchObject({ title: 'Handbook 2031', pages: 2, language: 'en', scanned: false });
  expect(textOf(document)).toEqual([
    ['heading', 1, 1, 'Staff handbook'],
    ['paragraph', undefined, 1, prose],
    ['heading', 2, 1, 'Leave'],
    ['paragraph', undefined, 1, prose],
    ['paragraph', undefined, 2, 'Sickness is reported by nine.'],
  ]);
});

test('what is printed on every page is left out, and words are whole again', async () => {
  const pages = [
    'An inter-\nnational firm.',
    'It is well-\nknown, and well-known.',
    'Third.',
    'Page 7 of the annex says it.',
  ];
  const file = await pdf(
    pages.map((text) => [{ text }]),
    { header: 'Acme Ltd, confidential', footer: 'Page # of 4' },
  );
  expect(textOf(await read(file)).map(([, , page, text]) => [page, text])).toEqual([
    [1, 'An international firm.'],
    [2, 'It is well-known, and well-known.'],
    [3, 'Third.'],
    [4, 'Page 7 of the annex says it.'],
  ]);
});

test('chapters in large letters at the top of every page are no running headers', async () => {
  const file = await pdf([1, 2, 3, 4].map((n) => [{ heading: `Chapter ${n}` }, { text: `${n * 7} days. ${prose}` }]));
  expect(textOf(await read(file)).filter(([kind]) => kind === 'heading')).toHaveLength(4);
});

test.each(['Microsoft Word - final.doc', 'report_v3.docx', 'Untitled'])(
  'a title that a program put in is none: %s',
  async (title) => {
    expect((await read(await pdf([[{ heading: 'Real' }, { text: prose }]], { title }))).title).toBe('Real');
  },
);

test('pages that are pictures are left to text recognition', async () => {
  expect(await read(await scannedPdf(3))).toMatchObject({ scanned: true, pages: 3, text: '' });
});

test('a page without text among others is named', async () => {
  const file = await pdf([[{ text: prose }], [], [{ text: prose }]]);
  expect(await read(file)).toMatchObject({ scanned: false, pagesWithoutText: [2] });
});

test('a PDF with a password is refused; one that only forbids printing is read', async () => {
  await expect(read(encryptedPdf('Hello', { user: 'secret' }))).rejects.toMatchObject({
    code: 'encrypted',
    message: expect.stringContaining('password'),
  });
  expect((await read(encryptedPdf('Hello there', { user: '' }))).text).toBe('Hello there');
});

test('a damaged PDF is refused, wherever it is cut off or overwritten', async () => {
  const file = await pdf([[{ text: prose }]]);
  for (const length of [9, 100, Math.floor(file.length / 2)]) {
    const outcome = await read(file.subarray(0, length)).then(
      ({ scanned }) => scanned,
      (error: unknown) => error,
    );
    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(DocumentFault);
    // A reader may mend it, and find no text.
    else expect(outcome).toBe(true);
  }
  await expect(read(Buffer.from('%PDF-1.7\nthis is no PDF at all'))).rejects.toMatchObject({ code: 'malformed' });
});

test('reading stops when it is called off', async () => {
  const file = await pdf([[{ text: prose }]]);
  await expect(extract(file, 'application/pdf', { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError',
  });
});

test('the bytes are still there for whoever passed them', async () => {
  const file = await pdf([[{ text: prose }]]);
  const before = Buffer.from(file);
  await read(file);
  expect(before.equals(file)).toBe(true);
});
