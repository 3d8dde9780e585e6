import type { SortedColumn } from './data';
import type { Level } from './level';

/**
 * A column's values with their rows' gradients, ascending, node by node: what a split search reads from one end to the other
 * without looking anything up. One such serves all columns and levels in turn.
 */
export class Segments {
  readonly values: Float32Array;
  readonly g: Float32Array;
  readonly h: Float32Array;
  /** Where each node's values begin. */
  starts = new Int32Array(0);
  /** Behind each node's last value. */
  ends = new Int32Array(0);

  constructor(rows: number) {
    this.values = new Float32Array(rows);
    this.g = new Float32Array(rows);
    this.h = new Float32Array(rows);
  }

  /** Gives each node of a level the room that its rows need. */
  layOut({ count }: Level): void {
    this.starts = new Int32Array(count.length);
    for (let node = 1; node < count.length; node += 1) {
      this.starts[node] = (this.starts[node - 1] as number) + (count[node - 1] as number);
    }
  }

  /**
   * @param nodes of each row, its node in the level, or -1
   * @param pairs gradient and Hessian of each row
   */
  fill(column: SortedColumn, nodes: Int32Array, pairs: Float32Array): void {
    const { values, g, h } = this;
    const { rows, values: sorted } = column;
    const ends = this.starts.slice();
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at] as number;
      const node = nodes[row] as number;
      if (node < 0) continue;
      const end = ends[node] as number;
      ends[node] = end + 1;
      values[end] = sorted[at] as number;
      g[end] = pairs[2 * row] as number;
      h[end] = pairs[2 * row + 1] as number;
    }
    this.ends = ends;
  }
}
