import { Parser } from 'htmlparser2';
import { composeDocument, type Findings } from '../domain/text/compose-document';
import { HtmlBlocks } from './html-blocks';
import { textOf } from './plain-text';
import type { Reader } from './reader';

/** Where a page says its encoding, it does so in its first kilobyte. */
const encoding = /<meta[^>]+charset\s*=\s*["']?\s*([\w:-]+)|^\s*<\?xml[^>]+encoding\s*=\s*["']([\w:-]+)/i;

/** Headings, paragraphs, lists, tables and code of a page; not its scripts, its navigation, and what it hides. */
export const readHtml: Reader = async (bytes) => {
  const [, meta, xml] = encoding.exec(Buffer.from(bytes.subarray(0, 1024)).toString('latin1')) ?? [];
  return composeDocument(htmlFindings(textOf(bytes, meta ?? xml)));
};

/** What is in a page, or in a part of one. @throws DocumentFault `malformed` when it is nested beyond all measure */
export function htmlFindings(html: string): Findings {
  const found = new HtmlBlocks();
  const parser = new Parser(found, { decodeEntities: true });
  parser.end(html);
  return found.findings();
}
