/** Slots in ascending order, each with a count. Slots mostly come in order, so that adding one is adding it at the end. */
export class SortedSlots {
  private slots = new Uint32Array(4);
  private counts = new Uint32Array(4);
  private length = 0;

  get size(): number {
    return this.length;
  }

  slotAt(index: number): number {
    return this.slots[index] as number;
  }

  countAt(index: number): number {
    return this.counts[index] as number;
  }

  /** A slot that is there already keeps its place and gets the new count. */
  add(slot: number, count = 1): void {
    const index = this.indexOf(slot);
    if (index < this.length && this.slots[index] === slot) {
      this.counts[index] = count;
      return;
    }
    if (this.length === this.slots.length) this.grow();
    this.slots.copyWithin(index + 1, index, this.length);
    this.counts.copyWithin(index + 1, index, this.length);
    this.slots[index] = slot;
    this.counts[index] = count;
    this.length += 1;
  }

  remove(slot: number): void {
    const index = this.indexOf(slot);
    if (index === this.length || this.slots[index] !== slot) return;
    this.slots.copyWithin(index, index + 1, this.length);
    this.counts.copyWithin(index, index + 1, this.length);
    this.length -= 1;
  }

  /** Where a slot is, or would be. */
  private indexOf(slot: number): number {
    let low = 0;
    let high = this.length;
    if (high > 0 && (this.slots[high - 1] as number) < slot) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.slots[middle] as number) < slot) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private grow(): void {
    const capacity = this.slots.length * 2;
    const [slots, counts] = [new Uint32Array(capacity), new Uint32Array(capacity)];
    slots.set(this.slots);
    counts.set(this.counts);
    [this.slots, this.counts] = [slots, counts];
  }
}
