import { DocumentFault } from '../domain/document';
import type { RawBlock } from '../domain/text/block';
import { composeDocument } from '../domain/text/compose-document';
import { decodeText } from './decode-text';
import type { Reader } from './reader';

const listItem = /^\s*(?:[•◦▪*+-]|\d{1,3}[.)])\s+\S/;

/** Paragraphs are parted by empty lines; a line with a bullet or a number is an item of a list. */
export const readPlainText: Reader = async (bytes) => composeDocument({ blocks: paragraphs(textOf(bytes)) });

/** @throws DocumentFault `wrong_type` */
export function textOf(bytes: Uint8Array, label?: string): string {
  const text = decodeText(bytes, label);
  if (text === undefined) throw new DocumentFault('wrong_type', 'It is no text: it has bytes that no text has.');
  return text;
}

export function* paragraphs(text: string): Generator<RawBlock> {
  let lines: string[] = [];
  const done = (): RawBlock => {
    const block = { kind: isItem(lines) ? 'list-item' : 'paragraph', text: lines.join('\n') } as const;
    lines = [];
    return block;
  };
  for (const line of text.split(/\r\n?|[\n\f\v\u2028\u2029]/)) {
    const blank = line.trim() === '';
    if (lines.length > 0 && (blank || (listItem.test(line) && isItem(lines)))) yield done();
    if (!blank) lines.push(line);
  }
  if (lines.length > 0) yield done();
}

const isItem = ([first = '']: readonly string[]): boolean => listItem.test(first);
