import { DocumentFault } from '../document';
import { languageOf } from '../language';
import type { Block, ExtractedDocument, RawBlock } from './block';
import { cleanCode, cleanLine, cleanText } from './clean-text';

/** Most characters of text that are taken from one document: some 10,000 pages. */
export const MAX_CHARACTERS = 20_000_000;
/** A heading that is longer is a paragraph in large letters. */
const MAX_HEADING = 300;
const MAX_TITLE = 300;

/** What a format's reader found. */
export interface Findings {
  readonly title?: string | undefined;
  readonly blocks: Iterable<RawBlock>;
  readonly pages?: number | undefined;
}

/**
 * Cleans blocks and lays them out as one text, so that offsets are right by construction.
 *
 * @throws DocumentFault `too_large` when it is more text than is taken
 */
export function composeDocument({ title, blocks: found, pages }: Findings): ExtractedDocument {
  const parts: string[] = [];
  const blocks: Block[] = [];
  let length = 0;
  let before: RawBlock | undefined;
  for (const raw of found) {
    const block = cleaned(raw);
    if (block.text === '') continue;
    const separator = before ? separatorOf(before, block) : '';
    const start = length + separator.length;
    length = start + block.text.length;
    if (length > MAX_CHARACTERS) throw tooMuchText();
    parts.push(separator, block.text);
    blocks.push({ kind: block.kind, level: block.level, page: block.page, start, end: length });
    before = block;
  }
  const text = parts.join('');
  return { title: titleOf(title, text, blocks), text, blocks, pages, language: languageOf(text), scanned: false };
}

function cleaned(raw: RawBlock): RawBlock {
  if (raw.kind === 'code') return { ...raw, text: cleanCode(raw.text) };
  if (raw.kind !== 'heading') return { ...raw, text: cleanText(raw.text) };
  const text = cleanLine(raw.text);
  if (text.length > MAX_HEADING) return { kind: 'paragraph', page: raw.page, text };
  return { ...raw, text, level: Math.min(6, Math.max(1, raw.level ?? 1)) };
}

/** Items of one list and rows of one table follow each other closely, as they do on a page. */
const separatorOf = (before: RawBlock, block: RawBlock): string => {
  const close = block.kind === before.kind && (block.kind === 'list-item' || block.kind === 'table-row');
  return close && !before.text.includes('\n') && !block.text.includes('\n') ? '\n' : '\n\n';
};

/** What the document says its title is, or its first heading, where no heading before it is further out. */
function titleOf(title: string | undefined, text: string, blocks: readonly Block[]): string | undefined {
  const own = cleanLine(title ?? '');
  if (own) return own.slice(0, MAX_TITLE).toWellFormed();
  const first = blocks.find(({ kind }) => kind === 'heading');
  return first && text.slice(first.start, first.end);
}

/** For formats that are little but text: refused before they are taken apart. @throws DocumentFault `too_large` */
export function checkLength(source: string): string {
  if (source.length > MAX_CHARACTERS) throw tooMuchText();
  return source;
}

const tooMuchText = () =>
  new DocumentFault(
    'too_large',
    `It has more than ${MAX_CHARACTERS / 1_000_000} million characters of text. Split it into several documents.`,
  );
