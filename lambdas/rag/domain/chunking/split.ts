import { type Boundaries, type Level, levels, type Range } from './boundaries';
import type { Measure } from './measure';

/** A part of the text on its way to become a chunk. */
export interface Piece extends Range {
  readonly tokens: number;
}

/** A last piece with less than this share of the budget takes some of the one before it. */
const SMALL = 1 / 4;

/** Divides a text at the best places, and puts neighbouring pieces together again as long as they fit. */
export class Splitter {
  constructor(
    private readonly boundaries: Boundaries,
    private readonly measure: Measure,
  ) {}

  /** Pieces that cover all but blanks of the range, each of at most so many tokens; larger only where it is one character. */
  split(range: Range, budget: number): Piece[] {
    return this.fitting(range, budget, budget);
  }

  /** What adds up to the budget may be a little more as a whole: then once more, more closely. */
  private fitting(range: Range, budget: number, aim: number): Piece[] {
    return this.divided({ ...range, tokens: this.measure.tokens(range) }, 0, aim).flatMap((piece) => {
      const tokens = this.measure.exact(piece);
      if (this.measure.isBlank(piece)) return [];
      if (tokens <= budget || aim < 1) return [{ ...piece, tokens }];
      return this.fitting(piece, budget, Math.floor(aim * 0.8));
    });
  }

  private divided(piece: Piece, depth: number, aim: number): Piece[] {
    const level = levels[depth];
    if (piece.tokens <= aim || !level) return [piece];
    const ranges = this.boundaries.divide(piece, level);
    if (ranges.length === 1) return this.divided(piece, depth + 1, aim);
    const parts = ranges.map((range) => this.divided({ ...range, tokens: this.measure.tokens(range) }, depth + 1, aim));
    return joined(parts, level, aim);
  }
}

/** Sections that fit go together as wholes; what had to be divided within one stays apart from the next. */
function joined(parts: readonly Piece[][], level: Level, aim: number): Piece[] {
  if (!level.startsWith('h')) return filled(parts.flat(), aim);
  const done: Piece[] = [];
  let open: Piece[] = [];
  for (const part of parts) {
    if (part.length === 1) {
      open.push(...part);
      continue;
    }
    done.push(...filled(open, aim), ...part);
    open = [];
  }
  return [...done, ...filled(open, aim)];
}

/** Puts neighbours together as long as they fit, and evens out the last two where the last would be small. */
function filled(pieces: readonly Piece[], aim: number): Piece[] {
  const groups: Group[] = [];
  for (const piece of pieces) {
    const last = groups.at(-1);
    if (last && last.tokens + piece.tokens <= aim) {
      last.pieces.push(piece);
      last.tokens += piece.tokens;
    } else groups.push({ pieces: [piece], tokens: piece.tokens });
  }
  even(groups.at(-2), groups.at(-1), aim);
  return groups.map(({ pieces, tokens }) => ({
    start: pieces[0]?.start ?? 0,
    end: pieces.at(-1)?.end ?? 0,
    tokens,
  }));
}

interface Group {
  readonly pieces: Piece[];
  tokens: number;
}

function even(before: Group | undefined, last: Group | undefined, aim: number): void {
  if (!before || !last || last.tokens >= aim * SMALL) return;
  const moved: Piece[] = [];
  for (let next = before.pieces.at(-1); next && before.pieces.length > 1; next = before.pieces.at(-1)) {
    if (last.tokens + next.tokens > before.tokens - next.tokens) break;
    before.pieces.pop();
    before.tokens -= next.tokens;
    last.tokens += next.tokens;
    moved.unshift(next);
  }
  last.pieces.unshift(...moved);
}
