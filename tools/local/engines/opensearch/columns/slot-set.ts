import { Bitset } from './bitset';

/** A set that has more slots than this is kept as bits. */
const FEW = 256;

/** The documents that have a value: a list while they are few, bits when they are many. */
export class SlotSet {
  private few: number[] | undefined = [];
  private many = new Bitset();
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(slot: number): void {
    if (this.has(slot)) return;
    this.count += 1;
    if (this.few && this.few.length < FEW) {
      this.few.push(slot);
      return;
    }
    for (const known of this.few ?? []) this.many.add(known);
    this.few = undefined;
    this.many.add(slot);
  }

  remove(slot: number): void {
    if (!this.has(slot)) return;
    this.count -= 1;
    if (this.few) this.few.splice(this.few.indexOf(slot), 1);
    else this.many.remove(slot);
  }

  has(slot: number): boolean {
    return this.few ? this.few.includes(slot) : this.many.has(slot);
  }

  /** Adds its slots to `bits`. */
  addTo(bits: Bitset): void {
    if (this.few) for (const slot of this.few) bits.add(slot);
    else bits.unite(this.many);
  }
}
