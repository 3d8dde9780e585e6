import { Bitset } from './bitset';

/** One number a document: sizes, positions, times in epoch milliseconds. */
export class NumberColumn {
  readonly kind = 'number';
  readonly present = new Bitset();
  private values = new Float64Array(64);

  valueAt(slot: number): number {
    return this.values[slot] as number;
  }

  add(slot: number, value: number): void {
    if (slot >= this.values.length) {
      const values = new Float64Array(Math.max(slot + 1, this.values.length * 2));
      values.set(this.values);
      this.values = values;
    }
    this.values[slot] = value;
    this.present.add(slot);
  }

  remove(slot: number): void {
    this.present.remove(slot);
  }

  /** Those of `among` whose number is from `low` to `high`. */
  between(low: number, high: number, among: Bitset): Bitset {
    const found = among.copy().intersect(this.present);
    const { values } = this;
    found.visit((slot) => {
      const value = values[slot] as number;
      if (value < low || value > high) found.remove(slot);
    });
    return found;
  }
}
