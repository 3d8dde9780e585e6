import { type ContentType, DocumentFault, MAX_BYTES } from '../domain/document';
import type { ExtractedDocument } from '../domain/text/block';
import type { ExtractOptions, Reader } from './reader';
import { checkType } from './sniff';

/** Each with its library, loaded when there is a document of that format. */
const readers: Readonly<Record<ContentType, () => Promise<Reader>>> = {
  'application/pdf': async () => (await import('./pdf')).readPdf,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': async () =>
    (await import('./docx')).readDocx,
  'text/html': async () => (await import('./html')).readHtml,
  'text/markdown': async () => (await import('./markdown')).readMarkdown,
  'text/plain': async () => (await import('./plain-text')).readPlainText,
  'text/csv': async () => (await import('./csv')).readCsv,
  'message/rfc822': async () => (await import('./email')).readEmail,
};

/**
 * Reads a document of any format.
 *
 * @returns its text, or `scanned` where its pages are pictures
 * @throws DocumentFault when it cannot be read, with a message for the person who uploaded it
 */
export async function extract(
  bytes: Uint8Array,
  contentType: ContentType,
  options: ExtractOptions = {},
): Promise<ExtractedDocument> {
  if (bytes.length === 0) throw new DocumentFault('empty', 'It is empty: it has no bytes.');
  if (bytes.length > MAX_BYTES)
    throw new DocumentFault(
      'too_large',
      `It has more than ${MAX_BYTES / 1_000_000} MB. Split it into several documents.`,
    );
  checkType(bytes, contentType);
  const read = await readers[contentType]();
  const document = await read(bytes, options);
  if (document.text === '' && !document.scanned) throw new DocumentFault('no_text', 'There is no text in it.');
  return document;
}
