import fc from 'fast-check';
import { type Chunking, chunkDocument } from '../../../../../lambdas/rag/domain/chunking/chunk-document';
import { sectionsOf } from '../../../../../lambdas/rag/domain/chunking/sections';
import type { Chunk } from '../../../../../lambdas/rag/domain/passage';
import type { Block, ExtractedDocument, RawBlock } from '../../../../../lambdas/rag/domain/text/block';
import { composeDocument } from '../../../../../lambdas/rag/domain/text/compose-document';
import { wordStarts } from '../../../../../lambdas/rag/domain/text/segments';
import { loadTokenCounter } from '../../../../../lambdas/rag/extract/tokens';
import { rawBlocks } from '../../support/block-structures';

const words = (text: string): number => text.match(/\S+/g)?.length ?? 0;
const characters = (text: string): number => Math.ceil(text.length / 4);
let bpe: (text: string) => number;
beforeAll(async () => {
  bpe = await loadTokenCounter();
});

const counters = fc.constantFrom('words', 'characters', 'bpe').map((name) => ({
  name,
  count: (text: string) => (name === 'words' ? words : name === 'characters' ? characters : bpe)(text),
}));
const sizes = fc
  .record({ limit: fc.integer({ min: 12, max: 150 }), share: fc.double({ min: 0, max: 0.4, noNaN: true }) })
  .map(({ limit, share }) => ({ limit, overlap: Math.floor(limit * share) }));

/** What a chunk adds to those before it, without blanks around it. */
function bodies(document: ExtractedDocument, chunks: readonly Chunk[]) {
  return chunks.map((chunk, at) => {
    const from = chunks[at - 1]?.end ?? chunk.start;
    const blank = /^\s*/.exec(document.text.slice(from))?.[0].length ?? 0;
    return { start: at === 0 ? chunk.start : Math.max(from + blank, chunk.start), end: chunk.end };
  });
}

const holds = (
  check: (
    document: ExtractedDocument,
    chunks: Chunk[],
    options: Required<Pick<Chunking, 'limit' | 'overlap'>>,
    count: (text: string) => number,
  ) => void,
) =>
  fc.assert(
    fc.property(rawBlocks, sizes, counters, (blocks, options, { count }) => {
      const document = composeDocument({ blocks });
      check(document, chunkDocument(document, count, options), options, count);
    }),
  );

test('a chunk is a slice of the text, and says how many tokens it has, within the limit', () => {
  holds(({ text }, chunks, { limit }, count) => {
    for (const [at, chunk] of chunks.entries()) {
      expect(chunk.ordinal).toBe(at);
      expect(chunk.text).toBe(text.slice(chunk.start, chunk.end));
      expect(chunk.text.trim()).not.toBe('');
      expect(chunk.tokens).toBe(count(chunk.text));
      expect(chunk.tokens).toBeLessThanOrEqual(limit);
      expect(chunk.text.isWellFormed()).toBe(true);
    }
  });
});

test('chunks cover all of the text in order: what is between them is blank', () => {
  holds(({ text }, chunks) => {
    let end = 0;
    for (const chunk of chunks) {
      expect(text.slice(end, Math.max(end, chunk.start)).trim()).toBe('');
      expect(chunk.end).toBeGreaterThan(end);
      end = chunk.end;
    }
    expect(text.slice(end).trim()).toBe('');
  });
});

test('a chunk repeats the end of the one before it, and no more than it may', () => {
  holds((document, chunks, { overlap, limit }, count) => {
    const added = bodies(document, chunks);
    for (const [at, chunk] of chunks.entries()) {
      const [before, own] = [added[at - 1], added[at]];
      if (!before || !own) continue;
      const repeated = document.text.slice(chunk.start, own.start).trim();
      expect(count(repeated)).toBeLessThanOrEqual(overlap);
      expect(chunk.start).toBeGreaterThanOrEqual(before.start);
      const last = lastWord(document, before);
      // Something is repeated wherever the last word of the one before fits.
      const fits = last !== undefined && count(document.text.slice(last, own.start).trim()) <= overlap;
      if (fits && count(document.text.slice(last, own.end).trim()) <= limit)
        expect(chunk.start).toBeLessThan(before.end);
    }
  });
});

/** Where the last word of a range begins, when it is in no heading. */
function lastWord(
  { text, blocks }: ExtractedDocument,
  { start, end }: { start: number; end: number },
): number | undefined {
  const block = blocks.findLast((each) => each.start < end);
  if (!block || block.kind === 'heading') return undefined;
  const from = Math.max(start, block.start);
  const at = wordStarts(text.slice(from, end)).at(-1);
  return at === undefined ? undefined : from + at;
}

test('a heading is together with the text under it, or the beginning of that, wherever both fit', () => {
  let seen = 0;
  holds((document, chunks, { overlap, limit }, count) => {
    const added = bodies(document, chunks);
    for (const { start, end } of headingsWithText(document)) {
      // Parts are measured apart: with a little less than the room that there is, they fit for certain.
      if (count(document.text.slice(start, end).trim()) > (limit - overlap) * 0.6) continue;
      seen += 1;
      expect(added.filter((body) => body.start <= start && end <= body.end)).toHaveLength(1);
    }
  });
  expect(seen).toBeGreaterThan(50);
});

/** From each outermost heading of those that follow each other down to the first word of the text under them. */
function headingsWithText({ text, blocks }: ExtractedDocument): { start: number; end: number }[] {
  const isUnder = (at: number): boolean => {
    const [before, block] = [blocks[at - 1], blocks[at]];
    if (before?.kind !== 'heading' || !block) return false;
    return block.kind !== 'heading' || (block.level ?? 1) > (before.level ?? 1);
  };
  return blocks.flatMap((heading, at) => {
    if (heading.kind !== 'heading' || isUnder(at) || !isUnder(at + 1)) return [];
    let under = at + 1;
    while (isUnder(under + 1)) under += 1;
    return [{ start: heading.start, end: firstWordEnd(text, blocks[under] ?? heading) }];
  });
}

/** Where the first word of a block ends; the block itself where it is a heading. */
function firstWordEnd(text: string, { kind, start, end }: Block): number {
  const [word = ''] = /\S+/.exec(text.slice(start, end)) ?? [];
  return kind === 'heading' ? end : start + (wordStarts(word)[1] ?? word.length);
}

test('a chunk stands under the headings that all of it stands under, on the page on which it begins', () => {
  holds((document, chunks) => {
    const sections = sectionsOf(document.text, document.blocks);
    for (const [at, body] of bodies(document, chunks).entries()) {
      const within = document.blocks.flatMap((block, place) =>
        block.end > body.start && block.start < body.end ? [{ block, section: sections[place] ?? [] }] : [],
      );
      const { section = [], page } = chunks[at] ?? {};
      expect(page).toBe(within[0]?.block.page);
      for (const each of within) expect(each.section.slice(0, section.length)).toEqual(section);
      const deeper = within.map((each) => each.section[section.length]);
      expect(deeper.some((heading) => heading === undefined || heading !== deeper[0])).toBe(true);
    }
  });
});

const paragraph = (text: string): RawBlock => ({ kind: 'paragraph', text });
const heading = (level: number, text: string): RawBlock => ({ kind: 'heading', level, text });
const many = (count: number, what: string): string =>
  Array.from({ length: count }, (_, at) => `${what}${at}`).join(' ');
const cut = (blocks: RawBlock[], options: Chunking) => chunkDocument(composeDocument({ blocks }), words, options);

test('what fits is one chunk', () => {
  const chunks = cut([heading(1, 'Title'), paragraph('Some text.'), heading(2, 'More'), paragraph('And more.')], {});
  expect(chunks).toHaveLength(1);
  expect(chunks[0]).toMatchObject({ text: 'Title\n\nSome text.\n\nMore\n\nAnd more.', section: ['Title'], tokens: 6 });
});

test('sections come first: they are not cut while they fit', () => {
  const chunks = cut(
    [
      heading(1, 'One'),
      paragraph(many(30, 'a')),
      heading(1, 'Two'),
      paragraph(many(30, 'b')),
      heading(2, 'Three'),
      paragraph(many(30, 'c')),
    ],
    { limit: 40, overlap: 5 },
  );
  expect(chunks.map(({ section }) => section)).toEqual([['One'], ['Two'], ['Two', 'Three']]);
  expect(chunks.map(({ text }) => text.replace(/\s+/g, ' ').slice(0, 18))).toEqual([
    'One a0 a1 a2 a3 a4',
    'a25 a26 a27 a28 a2',
    'b25 b26 b27 b28 b2',
  ]);
});

test('then paragraphs, then sentences: none is cut while it fits', () => {
  const sentences = [
    'Alpha beta gamma delta.',
    'Epsilon zeta eta theta.',
    'Iota kappa lambda mu.',
    'Nu xi omicron pi.',
  ];
  const chunks = cut([paragraph(sentences.join(' ')), paragraph('Rho sigma tau.')], { limit: 10, overlap: 0 });
  expect(chunks.map(({ text }) => text)).toEqual([
    'Alpha beta gamma delta. Epsilon zeta eta theta.',
    'Iota kappa lambda mu. Nu xi omicron pi.',
    'Rho sigma tau.',
  ]);
});

test('what is repeated begins with a sentence where that is worth it', () => {
  const text = 'One two three four five six. Seven eight nine ten. Eleven twelve thirteen fourteen fifteen.';
  const chunks = cut([paragraph(text)], { limit: 14, overlap: 4 });
  expect(chunks.map((chunk) => chunk.text)).toEqual([
    'One two three four five six. Seven eight nine ten.',
    'Seven eight nine ten. Eleven twelve thirteen fourteen fifteen.',
  ]);
});

test('a small rest takes some of the chunk before it', () => {
  const chunks = cut([paragraph(many(102, 'w'))], { limit: 50, overlap: 0 });
  expect(chunks.map(({ tokens }) => tokens)).toEqual([50, 26, 26]);
});

test('512 tokens with an overlap of 50 of them is what is meant by default', () => {
  const text = Array.from({ length: 400 }, (_, at) => `The ${at}th rule says how the archive keeps its records.`).join(
    ' ',
  );
  const chunks = chunkDocument(composeDocument({ blocks: [paragraph(text)] }), bpe);
  expect(chunks.length).toBeGreaterThan(8);
  for (const [at, chunk] of chunks.entries()) {
    expect(chunk.tokens).toBeLessThanOrEqual(512);
    const before = chunks[at - 1];
    if (!before) continue;
    expect(bpe(text.slice(chunk.start, before.end))).toBeLessThanOrEqual(50);
    expect(bpe(text.slice(chunk.start, before.end))).toBeGreaterThan(25);
    if (at < chunks.length - 2) expect(chunk.tokens).toBeGreaterThan(450);
  }
});

test('more chunks than are taken are refused', () => {
  const blocks = [paragraph(many(1000, 'w'))];
  const fault = expect.objectContaining({ code: 'too_many_chunks', message: expect.stringContaining('Split') });
  expect(() => cut(blocks, { limit: 20, overlap: 0, maxChunks: 49 })).toThrow(fault);
  expect(cut(blocks, { limit: 20, overlap: 0, maxChunks: 50 })).toHaveLength(50);
  expect(() => cut(blocks, { limit: 20, overlap: 10, maxChunks: 60 })).toThrow(fault);
});

test('a million letters without a blank are cut', () => {
  const blocks = [paragraph('a'.repeat(1_000_000))];
  const chunks = chunkDocument(composeDocument({ blocks }), bpe);
  expect(chunks.at(-1)?.end).toBe(1_000_000);
  expect(Math.max(...chunks.map(({ tokens }) => tokens))).toBeLessThanOrEqual(512);
});

test('nothing cannot be cut', () => {
  expect(() => cut([], {})).toThrow(expect.objectContaining({ code: 'no_text' }));
});
