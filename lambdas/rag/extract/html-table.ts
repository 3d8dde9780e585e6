import type { RawBlock } from '../domain/text/block';
import { tableRows } from '../domain/text/table-rows';

/** No table is wider, and no cell longer, whatever it says. */
const MAX_SPAN = 100;
/** A cell with more blocks is a part of a page that was laid out by a table. */
const MAX_CELL_BLOCKS = 4;

export interface Cell {
  readonly blocks: RawBlock[];
  readonly header: boolean;
  readonly columns: number;
  readonly rows: number;
}

/** A table of a page while it is read. */
export class HtmlTable {
  private readonly rows: Cell[][] = [];
  private readonly caption: RawBlock[] = [];
  private cell: Cell | undefined;
  private nested = false;

  /** Where blocks go that are found in it: the open cell, or what stands before its rows. */
  get sink(): RawBlock[] {
    return this.cell?.blocks ?? this.caption;
  }

  openRow(): void {
    this.cell = undefined;
    this.rows.push([]);
  }

  openCell(header: boolean, { colspan, rowspan }: Readonly<Record<string, string>>): void {
    this.cell = { blocks: [], header, columns: span(colspan), rows: span(rowspan) };
    if (this.rows.length === 0) this.rows.push([]);
    this.rows.at(-1)?.push(this.cell);
  }

  closeCell(): void {
    this.cell = undefined;
  }

  /** It has a table in it. */
  nest(): void {
    this.nested = true;
  }

  blocks(): RawBlock[] {
    const cells = this.rows.flat();
    if (this.isLayout(cells)) return [...this.caption, ...cells.flatMap((cell) => cell.blocks)];
    const [first = []] = this.rows.filter((row) => row.length > 0);
    const named = first.filter((cell) => textOf(cell) !== '');
    // Without a header cell in the first row, the table does not say whether it has a header.
    const header = named.some((cell) => cell.header) ? named.every((cell) => cell.header) : undefined;
    return [...this.caption, ...tableRows({ rows: grid(this.rows), header })];
  }

  private isLayout(cells: readonly Cell[]): boolean {
    if (this.nested || this.rows.every((row) => row.length < 2)) return true;
    return cells.some(
      ({ blocks }) =>
        blocks.length > MAX_CELL_BLOCKS || blocks.some(({ kind }) => kind === 'heading' || kind === 'code'),
    );
  }
}

const textOf = ({ blocks }: Cell): string => blocks.map(({ text }) => text.trim()).join(' ');

const span = (value: string | undefined): number =>
  Math.min(MAX_SPAN, Math.max(1, Number.parseInt(value ?? '1', 10) || 1));

/** Texts by row and column: a cell that spans rows is in each of them, one that spans columns in the first. */
function grid(rows: readonly (readonly Cell[])[]): string[][] {
  const spanning: { left: number; text: string }[] = [];
  return rows.map((cells) => {
    const texts: string[] = [];
    const carried = () => {
      for (let above = spanning[texts.length]; above && above.left > 0; above = spanning[texts.length]) {
        above.left -= 1;
        texts.push(above.text);
      }
    };
    for (const cell of cells) {
      carried();
      const text = textOf(cell);
      for (let column = 0; column < cell.columns; column += 1) {
        spanning[texts.length] = { left: cell.rows - 1, text: column === 0 ? text : '' };
        texts.push(column === 0 ? text : '');
      }
    }
    carried();
    return texts;
  });
}
