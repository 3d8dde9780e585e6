import type { Block } from '../text/block';
import { sentenceStarts, wordStarts } from '../text/segments';
import type { Boundaries, Range } from './boundaries';
import type { Measure } from './measure';

/** A whole sentence is preferred as the beginning when the overlap keeps this share of its tokens. */
const WORTH = 1 / 2;

/**
 * Where a chunk begins that repeats the end of the one before it: at a sentence, or else a word, never within a heading.
 *
 * @param before the piece before it; nothing before that is repeated
 * @param piece what the chunk adds
 */
export function overlapStart(
  { text, blocks }: { readonly text: string; readonly blocks: readonly Block[] },
  { boundaries, measure }: { readonly boundaries: Boundaries; readonly measure: Measure },
  before: Range,
  piece: Range,
  { overlap, limit }: { readonly overlap: number; readonly limit: number },
): number {
  if (overlap === 0) return piece.start;
  const [from, to] = boundaries.blocksIn(before);
  const within = blocks.slice(from, to);
  const repeated = (start: number) => measure.exact({ start, end: piece.start });
  const fits = (start: number) => repeated(start) <= overlap && measure.exact({ start, end: piece.end }) <= limit;

  const words = startsIn(text, within, before, wordStarts);
  const first = firstOf(words, (start) => repeated(start) <= overlap);
  const sentence = startsIn(text, within, before, sentenceStarts).find((start) => start >= (words[first] ?? Infinity));
  if (sentence !== undefined && repeated(sentence) >= overlap * WORTH && fits(sentence)) return sentence;
  return words.slice(first).find(fits) ?? piece.start;
}

/** Beginnings of blocks, and of what is in those that are no headings. */
function startsIn(
  text: string,
  blocks: readonly Block[],
  { start, end }: Range,
  starts: (text: string) => number[],
): number[] {
  return blocks.flatMap((block) => {
    const from = Math.max(block.start, start);
    if (block.kind === 'heading') return block.start >= start ? [block.start] : [];
    return starts(text.slice(from, Math.min(block.end, end))).map((at) => from + at);
  });
}

/** Place of the first for which it holds, where it holds for all behind that. */
function firstOf(values: readonly number[], holds: (value: number) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(values[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}
