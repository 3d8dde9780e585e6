/** The best of many scored slots: highest score first, then lowest slot. */
export class Top {
  private readonly slots: number[] = [];
  private readonly scores: number[] = [];

  constructor(private readonly limit: number) {}

  /** What a score has to exceed to be kept. */
  get threshold(): number {
    return this.slots.length < this.limit ? Number.NEGATIVE_INFINITY : (this.scores[0] ?? Number.POSITIVE_INFINITY);
  }

  /** Slots must be offered in ascending order: of equal scores the first is kept. */
  offer(slot: number, score: number): void {
    if (this.slots.length < this.limit) {
      this.slots.push(slot);
      this.scores.push(score);
      this.rise(this.slots.length - 1);
    } else if (this.limit > 0 && score > (this.scores[0] as number)) {
      this.slots[0] = slot;
      this.scores[0] = score;
      this.sink(0);
    }
  }

  ranked(): { readonly slot: number; readonly score: number }[] {
    return this.slots
      .map((slot, index) => ({ slot, score: this.scores[index] as number }))
      .sort((one, other) => other.score - one.score || one.slot - other.slot);
  }

  /** Whether the entry at `one` is to leave before that at `other`. */
  private isWorse(one: number, other: number): boolean {
    const difference = (this.scores[one] as number) - (this.scores[other] as number);
    return difference < 0 || (difference === 0 && (this.slots[one] as number) > (this.slots[other] as number));
  }

  private rise(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >>> 1;
      if (!this.isWorse(index, parent)) return;
      this.swap(index, parent);
      index = parent;
    }
  }

  private sink(from: number): void {
    let index = from;
    for (;;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      let worst = index;
      if (left < this.slots.length && this.isWorse(left, worst)) worst = left;
      if (right < this.slots.length && this.isWorse(right, worst)) worst = right;
      if (worst === index) return;
      this.swap(index, worst);
      index = worst;
    }
  }

  private swap(one: number, other: number): void {
    for (const list of [this.slots, this.scores]) {
      [list[one], list[other]] = [list[other] as number, list[one] as number];
    }
  }
}
