/** A set of slots (numbers from 0) that grows as needed. */
export class Bitset {
  private words: Uint32Array;

  constructor(capacity = 0) {
    this.words = new Uint32Array((capacity + 31) >>> 5);
  }

  add(slot: number): void {
    const word = slot >>> 5;
    if (word >= this.words.length) this.grow(word + 1);
    this.words[word] = (this.words[word] as number) | (1 << (slot & 31));
  }

  remove(slot: number): void {
    const word = slot >>> 5;
    if (word < this.words.length) this.words[word] = (this.words[word] as number) & ~(1 << (slot & 31));
  }

  has(slot: number): boolean {
    return ((this.words[slot >>> 5] as number) & (1 << (slot & 31))) !== 0;
  }

  get size(): number {
    let size = 0;
    for (const word of this.words) size += ones(word);
    return size;
  }

  get isEmpty(): boolean {
    return this.words.every((word) => word === 0);
  }

  copy(): Bitset {
    const copy = new Bitset();
    copy.words = this.words.slice();
    return copy;
  }

  /** Keeps only what is in `other` too. */
  intersect(other: Bitset): this {
    const { words } = this;
    for (let index = 0; index < words.length; index += 1) {
      words[index] = (words[index] as number) & (other.words[index] ?? 0);
    }
    return this;
  }

  /** Adds all that is in `other`. */
  unite(other: Bitset): this {
    if (other.words.length > this.words.length) this.grow(other.words.length);
    for (let index = 0; index < other.words.length; index += 1) {
      this.words[index] = (this.words[index] as number) | (other.words[index] as number);
    }
    return this;
  }

  /** Removes all that is in `other`. */
  subtract(other: Bitset): this {
    const { words } = this;
    for (let index = 0; index < words.length; index += 1) {
      words[index] = (words[index] as number) & ~(other.words[index] ?? 0);
    }
    return this;
  }

  /** Visits the slots in ascending order. */
  visit(seen: (slot: number) => void): void {
    const { words } = this;
    for (let index = 0; index < words.length; index += 1) {
      for (let word = words[index] as number; word !== 0; word &= word - 1) {
        seen((index << 5) | (31 - Math.clz32(word & -word)));
      }
    }
  }

  private grow(length: number): void {
    const words = new Uint32Array(Math.max(length, this.words.length * 2));
    words.set(this.words);
    this.words = words;
  }
}

function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
