import { DocumentFault } from '../document';
import type { Chunk } from '../passage';
import type { ExtractedDocument } from '../text/block';
import { Boundaries, type Range } from './boundaries';
import { type CountTokens, Measure } from './measure';
import { overlapStart } from './overlap';
import { commonSection, sectionsOf } from './sections';
import { Splitter } from './split';

export interface Chunking {
  /** Most tokens of a chunk, what it repeats included. @default 512 */
  readonly limit?: number;
  /** Most tokens that a chunk repeats of the one before it. @default 50 */
  readonly overlap?: number;
  /** @default 5000 */
  readonly maxChunks?: number;
}

/** A document of some 4,000 pages. */
export const MAX_CHUNKS = 5_000;

/**
 * Cuts a document into chunks: at headings, where a section is too long at paragraphs, then at sentences, then at words. Every
 * chunk is a slice of the document's text; together they cover all of it. A heading is in one chunk with the text under it,
 * or the beginning of that. Rows of tables say their column names themselves (`tableRows`), so that no header is repeated.
 *
 * @param count tokens of a text; called about once for each sentence and chunk
 * @throws DocumentFault `too_many_chunks`, `no_text`
 */
export function chunkDocument(
  document: Pick<ExtractedDocument, 'text' | 'blocks'>,
  count: CountTokens,
  { limit = 512, overlap = 50, maxChunks = MAX_CHUNKS }: Chunking = {},
): Chunk[] {
  if (overlap >= limit) throw new RangeError('the overlap has to be smaller than the chunk');
  const { text, blocks } = document;
  const [first, last] = [blocks[0], blocks.at(-1)];
  if (!first || !last) throw new DocumentFault('no_text', 'There is no text in it.');
  const boundaries = new Boundaries(text, blocks);
  const measure = new Measure(text, blocks, boundaries, count);
  const whole = { start: first.start, end: last.end };
  // Before any work is done for what cannot fit.
  const about = measure.tokens(whole);
  if (about > limit * maxChunks) throw tooManyChunks(maxChunks);

  const fits = about <= limit * 2 && measure.exact(whole) <= limit;
  const pieces = fits ? [whole] : new Splitter(boundaries, measure).split(whole, limit - overlap);
  if (pieces.length > maxChunks) throw tooManyChunks(maxChunks);
  const sections = sectionsOf(text, blocks);
  return pieces.map((piece, ordinal): Chunk => {
    const [from, to] = boundaries.blocksIn(piece);
    const before = pieces[ordinal - 1];
    const start = before
      ? overlapStart(document, { boundaries, measure }, before, piece, { overlap, limit })
      : piece.start;
    const { text: own, end } = trimmed(text, { start, end: piece.end });
    return {
      ordinal,
      text: own,
      tokens: count(own),
      page: blocks[from]?.page,
      section: commonSection(sections.slice(from, to)),
      start,
      end,
    };
  });
}

/** Without blanks at its end. */
function trimmed(text: string, { start, end }: Range): { readonly text: string; readonly end: number } {
  const own = text.slice(start, end).trimEnd();
  return { text: own, end: start + own.length };
}

const tooManyChunks = (max: number) =>
  new DocumentFault(
    'too_many_chunks',
    `It is too long: it would be more than ${max} passages. Split it into several documents.`,
  );
