import fc from 'fast-check';
import { type ContentType, contentTypeSchema, DocumentFault, MAX_BYTES } from '../../../../lambdas/rag/domain/document';
import { extract } from '../../../../lambdas/rag/extract/extract';
import { sniff } from '../../../../lambdas/rag/extract/sniff';
import { compound, docx, xlsx } from '../support/office-files';
import { greyPng, pdf } from '../support/pdf-files';

const types = contentTypeSchema.options as readonly ContentType[];
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const bytes = (text: string) => Buffer.from(text, 'latin1');
const email = bytes('From: a@example.com\r\nSubject: Hello\r\n\r\nThe text of a letter.');
const page = bytes('<!doctype html><p>Hello there</p>');
const text = bytes('Just some words.');
let files: Readonly<Record<string, Uint8Array>>;

beforeAll(async () => {
  files = {
    pdf: await pdf([[{ text: 'Hello there' }]]),
    docx: docx([{ text: 'Hello there' }]),
    html: page,
    email,
    text,
    xlsx: xlsx(),
    'old-office': compound('WordDocument'),
    'locked-office': compound('EncryptedPackage'),
    image: greyPng(2, 2),
    rtf: bytes('{\\rtf1 Hello}'),
    archive: bytes('\x1f\x8b\x08\x00\x00\x00\x00\x00'),
    program: bytes(`MZ${'\0'.repeat(80)}`),
    binary: Uint8Array.from({ length: 500 }, (_, at) => (at * 37) % 256),
  };
});

test('what a file is, is told by what is in it', () => {
  for (const [kind, file] of Object.entries(files)) expect([kind, sniff(file)]).toEqual([kind, kind]);
});

const agreeing: Readonly<Record<string, readonly ContentType[]>> = {
  pdf: ['application/pdf'],
  docx: [WORD],
  html: ['text/html', 'text/markdown', 'text/plain'],
  email: ['message/rfc822', 'text/markdown', 'text/plain'],
  text: ['text/markdown', 'text/plain', 'text/csv'],
};

test.each(types)('as %s only what is that is read; the rest is refused by what it seems to be', async (type) => {
  for (const [kind, file] of Object.entries(files)) {
    const outcome = await extract(file, type).then(
      () => 'read',
      (error: unknown) => error,
    );
    if (agreeing[kind]?.includes(type)) expect([kind, outcome]).toEqual([kind, 'read']);
    else if (kind === 'locked-office' && type === WORD) expect(outcome).toMatchObject({ code: 'encrypted' });
    else
      expect([kind, outcome]).toMatchObject([
        kind,
        { code: 'wrong_type', message: expect.stringMatching(/seems to be/) },
      ]);
  }
});

test.each([
  ['%PDF-1.7 is how every PDF begins, says this text.', 'pdf'],
  ['The header %PDF-1.7 is how every PDF begins.', 'text'],
  ['ID3 tags are in music files', 'text'],
  ['MZ is what programs begin with', 'text'],
  ['Subject matter: none', 'text'],
  ['To: do list', 'text'],
])('%j is taken for %s', (beginning, kind) => {
  expect(sniff(bytes(beginning))).toBe(kind);
});

test.each(types)('an empty file is refused as %s', async (type) => {
  await expect(extract(new Uint8Array(), type)).rejects.toMatchObject({ code: 'empty' });
});

test.each(['text/plain', 'text/html', 'text/markdown', 'text/csv'] as const)(
  'blanks are no text as %s',
  async (type) => {
    const blank = type === 'text/html' ? '<html><p> </p></html>' : ' \n\n\t ';
    await expect(extract(bytes(blank), type)).rejects.toMatchObject({ code: 'no_text' });
  },
);

test('more bytes than are taken are refused before they are looked at', async () => {
  await expect(extract(new Uint8Array(MAX_BYTES + 1), 'text/plain')).rejects.toMatchObject({
    code: 'too_large',
    message: expect.stringContaining('50 MB'),
  });
});

test.each(types)('whatever is uploaded as %s, it is read or refused with a reason', async (type) => {
  const noise = fc.uint8Array({ maxLength: 300 });
  const broken = fc
    .tuple(fc.constantFrom('pdf', 'docx', 'html', 'email', 'text'), fc.double({ min: 0, max: 1, noNaN: true }), noise)
    .map(([kind, share, more]) => {
      const file = files[kind] ?? text;
      return Buffer.concat([
        file.subarray(0, Math.floor(file.length * share)),
        more,
        file.subarray(Math.floor(file.length * share) + more.length),
      ]);
    });
  await fc.assert(
    fc.asyncProperty(fc.oneof(noise, broken), async (file) => {
      const outcome = await extract(file, type).catch((error: unknown) => error);
      if (outcome instanceof Error) {
        expect(outcome).toBeInstanceOf(DocumentFault);
        expect(outcome.message).toMatch(/^[A-Z].{15,}\.$/s);
      } else expect(outcome).toMatchObject({ text: expect.any(String) });
    }),
    { numRuns: 60 },
  );
});
