/** A line of print. Lengths are in any unit, the same within a document. */
export interface Line {
  readonly text: string;
  /** Height of its letters. */
  readonly size: number;
  /** From the page's left edge. */
  readonly left: number;
  /** Downwards, from anywhere: only differences count. */
  readonly top: number;
}

export interface Page {
  /** From 1. */
  readonly number: number;
  /** In reading order. */
  readonly lines: readonly Line[];
}

/** How headings are told by their size, in sizes of the text: fonts are exact, measured letters are not. */
export interface HeadingSizes {
  readonly from: number;
  /** Sizes closer than this are one level. */
  readonly step: number;
}
export const fontSizes: HeadingSizes = { from: 1.15, step: 0.1 };
export const measuredSizes: HeadingSizes = { from: 1.5, step: 0.5 };

/** Size of most of the letters. */
export function bodySize(lines: readonly Line[]): number {
  const characters = new Map<number, number>();
  for (const { size, text } of lines) {
    const rounded = Math.round(size * 10) / 10 || size;
    characters.set(rounded, (characters.get(rounded) ?? 0) + text.length);
  }
  const [body] = [...characters].reduce((most, each) => (each[1] > most[1] ? each : most), [0, 0]);
  return body;
}
