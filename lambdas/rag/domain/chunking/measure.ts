import type { Block } from '../text/block';
import type { Boundaries, Range } from './boundaries';

/** How many tokens a text has. */
export type CountTokens = (text: string) => number;

/**
 * Tokens of parts of a text. A part is measured with the blank in front of it instead of the one behind, as tokenizers take it,
 * so that parts add up to the whole, nearly; each block is counted once.
 */
export class Measure {
  /** Tokens of all blocks before each one. */
  private readonly sums: number[] = [0];
  private readonly places = new Map<number, number>();

  constructor(
    private readonly text: string,
    blocks: readonly Block[],
    private readonly boundaries: Boundaries,
    private readonly count: CountTokens,
  ) {
    let sum = 0;
    for (const [at, block] of blocks.entries()) {
      sum += this.counted(block);
      this.sums.push(sum);
      this.places.set(block.start, at);
    }
  }

  /** Nearly as many tokens as the range has; the sum of its blocks' where it is made of whole ones. */
  tokens(range: Range): number {
    const [, to] = this.boundaries.blocksIn(range);
    const from = this.places.get(range.start);
    const whole = from !== undefined && (this.places.has(range.end) || this.text.slice(range.end).trim() === '');
    return whole ? (this.sums[to] ?? 0) - (this.sums[from] ?? 0) : this.counted(range);
  }

  /** Exactly as many as the text of the range has, without blanks around it. */
  exact({ start, end }: Range): number {
    return this.count(this.text.slice(start, end).trim());
  }

  isBlank({ start, end }: Range): boolean {
    return this.text.slice(start, end).trim() === '';
  }

  private counted({ start, end }: Range): number {
    let from = start;
    while (from > 0 && /\s/.test(this.text[from - 1] ?? '')) from -= 1;
    return this.count(this.text.slice(from, end).trimEnd());
  }
}
