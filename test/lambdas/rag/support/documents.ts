import { type ContentType, type FailureCode, MAX_BYTES } from '../../../../lambdas/rag/domain/document';
import { randomOf } from '../../../../models/random';
import { compound, docx, xlsx } from './office-files';
import { encryptedPdf, greyPng, pdf, scannedPdf } from './pdf-files';
import { type Draft, draft } from './sample-text';

const WORD: ContentType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

export interface SampleDocument {
  readonly name: string;
  readonly title: string;
  readonly contentType: ContentType;
  readonly bytes: Uint8Array;
  /** In this document and in no other. */
  readonly sentence: string;
  /** What asks for it in other words. */
  readonly question: string;
}

/** A document that cannot be made searchable, and why. */
export interface BrokenDocument extends Pick<SampleDocument, 'name' | 'contentType' | 'bytes'> {
  readonly code: FailureCode;
}

interface Format {
  readonly extension: string;
  readonly contentType: ContentType;
  readonly write: (draft: Draft) => Uint8Array | Promise<Uint8Array>;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const lines = (...parts: readonly string[]): Uint8Array => Buffer.from(parts.join('\n'));

const formats: readonly Format[] = [
  {
    extension: 'pdf',
    contentType: 'application/pdf',
    write: ({ title, sections }) =>
      pdf(
        [
          [
            { heading: title, size: 22 },
            ...sections.flatMap(({ heading, paragraphs }) => [
              { heading, size: 15 },
              ...paragraphs.map((text) => ({ text })),
            ]),
          ],
        ],
        { title, header: 'Internal guidelines', footer: 'Page #' },
      ),
  },
  {
    extension: 'docx',
    contentType: WORD,
    write: ({ title, sections }) =>
      docx(
        sections.flatMap(({ heading, paragraphs }) => [
          { heading, level: 1 },
          ...paragraphs.map((text) => ({ text })),
          {
            table: [
              ['Step', 'Who', 'Days'],
              ['Request', 'Team', '2'],
              ['Approval', 'Manager', '5'],
            ],
            header: true,
          },
        ]),
        title,
      ),
  },
  {
    extension: 'html',
    contentType: 'text/html',
    write: ({ title, sections }) =>
      lines(
        `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head><body>`,
        '<nav><a href="/">Home</a></nav><main>',
        ...sections.flatMap(({ heading, paragraphs }) => [
          `<h2>${escaped(heading)}</h2>`,
          ...paragraphs.map((text) => `<p>${escaped(text)}</p>`),
        ]),
        '</main><footer>All rights reserved</footer></body></html>',
      ),
  },
  {
    extension: 'md',
    contentType: 'text/markdown',
    write: ({ title, sections }) =>
      lines(
        `---\ntitle: "${title}"\n---`,
        ...sections.flatMap(({ heading, paragraphs }) => [
          `\n## ${heading}\n`,
          ...paragraphs.map((text) => `${text}\n`),
        ]),
      ),
  },
  {
    extension: 'txt',
    contentType: 'text/plain',
    write: ({ title, sections }) =>
      lines(title, '', ...sections.flatMap(({ heading, paragraphs }) => [heading, '', paragraphs.join('\n\n'), ''])),
  },
  {
    extension: 'csv',
    contentType: 'text/csv',
    write: ({ sections }) =>
      lines(
        'Section;Text',
        ...sections.flatMap(({ heading, paragraphs }) => paragraphs.map((text) => `"${heading}";"${text}"`)),
      ),
  },
  {
    extension: 'eml',
    contentType: 'message/rfc822',
    write: ({ title, sections }) =>
      Buffer.from(
        [
          'From: Office <office@example.com>',
          'To: all@example.com',
          `Subject: ${title}`,
          'Date: Mon, 3 Feb 2031 09:00:00 +0000',
          'MIME-Version: 1.0',
          'Content-Type: text/plain; charset=utf-8',
          '',
          ...sections.flatMap(({ heading, paragraphs }) => [heading, '', ...paragraphs.flatMap((text) => [text, ''])]),
        ].join('\r\n'),
      ),
  },
];

/** So many documents of all formats in turn; the same for the same seed. @param isShort which of them have a paragraph only */
export function sampleDocuments(
  count: number,
  seed = 1,
  isShort: (number: number) => boolean = () => false,
): Promise<SampleDocument[]> {
  const random = randomOf(seed);
  const drafts = Array.from({ length: count }, (_, number) => draft(number, random, isShort(number)));
  return Promise.all(
    drafts.map(async (each, number): Promise<SampleDocument> => {
      const { extension, contentType, write } = formats[number % formats.length] as Format;
      const { title, sentence, question } = each;
      const name = `guideline-${1000 + number}.${extension}`;
      return { name, title, contentType, bytes: await write(each), sentence, question };
    }),
  );
}

/** One for each reason that can be told from the bytes; the one that is too large has 50 MB. */
export async function brokenDocuments(): Promise<BrokenDocument[]> {
  const whole = await pdf([[{ text: 'This document was cut off on its way.' }]]);
  return [
    { name: 'empty.txt', contentType: 'text/plain', bytes: new Uint8Array(), code: 'empty' },
    {
      name: 'locked.pdf',
      contentType: 'application/pdf',
      bytes: encryptedPdf('Secret', { user: 'secret' }),
      code: 'encrypted',
    },
    { name: 'locked.docx', contentType: WORD, bytes: compound('EncryptedPackage'), code: 'encrypted' },
    { name: 'picture.pdf', contentType: 'application/pdf', bytes: greyPng(4, 4), code: 'wrong_type' },
    { name: 'table.docx', contentType: WORD, bytes: xlsx(), code: 'wrong_type' },
    { name: 'old.docx', contentType: WORD, bytes: compound('WordDocument'), code: 'wrong_type' },
    { name: 'program.txt', contentType: 'text/plain', bytes: Buffer.from(`MZ${'\0'.repeat(100)}`), code: 'wrong_type' },
    { name: 'large.txt', contentType: 'text/plain', bytes: Buffer.alloc(MAX_BYTES + 1, 'word '), code: 'too_large' },
    { name: 'corrupt.pdf', contentType: 'application/pdf', bytes: whole.subarray(0, 60), code: 'malformed' },
    { name: 'corrupt.csv', contentType: 'text/csv', bytes: Buffer.from('A,B\n1,"two\n'), code: 'malformed' },
    {
      name: 'blank.html',
      contentType: 'text/html',
      bytes: Buffer.from('<html><body> </body></html>'),
      code: 'no_text',
    },
    {
      name: 'endless.txt',
      contentType: 'text/plain',
      bytes: Buffer.alloc(15_000_000, 'word and word. '),
      code: 'too_many_chunks',
    },
  ];
}

/** Pages that are pictures: neither searchable by themselves nor broken. */
export const scannedDocument = async (): Promise<Pick<SampleDocument, 'name' | 'contentType' | 'bytes'>> => ({
  name: 'scan.pdf',
  contentType: 'application/pdf',
  bytes: await scannedPdf(2),
});
