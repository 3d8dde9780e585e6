import type { Block } from '../text/block';
import { characterStarts, lineStarts, sentenceStarts, stretchStarts, wordStarts } from '../text/segments';

/** Where a text may be divided, the best places first. */
export const levels = [
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'block',
  'line',
  'sentence',
  'word',
  'any-word',
  'stretch',
  'character',
] as const;
export type Level = (typeof levels)[number];

export interface Range {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

const startsOf = {
  line: lineStarts,
  sentence: sentenceStarts,
  word: wordStarts,
  'any-word': wordStarts,
  stretch: stretchStarts,
  character: characterStarts,
} as const;

/** Last resorts: a heading that fits stays whole. */
const dividesHeadings: ReadonlySet<Level> = new Set(['any-word', 'stretch', 'character']);

/** The places at which a document's text may be divided. A heading is not parted from the text under it. */
export class Boundaries {
  constructor(
    private readonly text: string,
    private readonly blocks: readonly Block[],
  ) {}

  /** The parts of a range between its boundaries of a level; the range itself where it has none. */
  divide(range: Range, level: Level): Range[] {
    const cuts = this.cuts(range, level);
    return [range.start, ...cuts].map((start, at) => ({ start, end: cuts[at] ?? range.end }));
  }

  /** Blocks that have text in a range: the place of the first one, and of the one behind the last. */
  blocksIn({ start, end }: Range): readonly [from: number, to: number] {
    return [this.firstEndingAfter(start), this.firstStartingFrom(end)];
  }

  private cuts(range: Range, level: Level): number[] {
    const [from, to] = this.blocksIn(range);
    const cuts: number[] = [];
    for (let at = from; at < to; at += 1) {
      const block = this.blocks[at];
      if (!block) continue;
      if (this.dividesBefore(at, level)) cuts.push(block.start);
      if (isWithin(level)) for (const cut of this.cutsWithin(block, range, level)) cuts.push(cut);
    }
    return cuts.filter((cut) => cut > range.start && cut < range.end);
  }

  private dividesBefore(at: number, level: Level): boolean {
    const block = this.blocks[at];
    if (level === 'character') return true;
    if (isWithin(level)) return !this.belongsToHeading(at);
    if (level !== 'block' && (block?.kind !== 'heading' || level !== `h${block.level}`)) return false;
    return !this.belongsToHeading(at);
  }

  /** Whether the block before it is a heading above it; one of the same rank or a lower one has no text. */
  private belongsToHeading(at: number): boolean {
    const before = this.blocks[at - 1];
    const block = this.blocks[at];
    if (before?.kind !== 'heading') return false;
    return block?.kind !== 'heading' || (block.level ?? 1) > (before.level ?? 1);
  }

  private cutsWithin(block: Block, { start, end }: Range, level: keyof typeof startsOf): number[] {
    if (block.kind === 'heading' && !dividesHeadings.has(level)) return [];
    const from = Math.max(block.start, start);
    const text = this.text.slice(from, Math.min(block.end, end));
    // The beginning of a block is no place within it.
    return startsOf[level](text).flatMap((at) => (from + at > block.start ? [from + at] : []));
  }

  private firstEndingAfter(at: number): number {
    return this.first((block) => block.end > at);
  }

  private firstStartingFrom(at: number): number {
    return this.first((block) => block.start >= at);
  }

  /** By halves: blocks are in order. */
  private first(holds: (block: Block) => boolean): number {
    let low = 0;
    let high = this.blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const block = this.blocks[middle];
      if (block && holds(block)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

const isWithin = (level: Level): level is keyof typeof startsOf => level in startsOf;
