import type { Analyzer } from '../analysis/analyzers';
import { Bitset } from './bitset';
import { type FieldStatistics, lengthByte } from './bm25';
import { SortedSlots } from './sorted-slots';

/** Terms of a text field, and for each the documents that have it. Exact at any time: nothing removed is still counted. */
export class TextColumn {
  readonly kind = 'text';
  readonly present = new Bitset();
  private readonly postings = new Map<string, SortedSlots>();
  /** Length of each document's field, as the byte Lucene keeps. */
  private lengths = new Uint8Array(64);
  private documents = 0;
  private terms = 0;

  constructor(readonly analyze: Analyzer) {}

  get statistics(): FieldStatistics {
    return { documents: this.documents, terms: this.terms };
  }

  get lengthBytes(): Uint8Array {
    return this.lengths;
  }

  termsOf(term: string): SortedSlots | undefined {
    return this.postings.get(term);
  }

  /** Terms that begin like this. */
  *beginningWith(prefix: string): Iterable<SortedSlots> {
    for (const [term, slots] of this.postings) if (term.startsWith(prefix)) yield slots;
  }

  add(slot: number, texts: readonly string[]): void {
    const { frequencies, length } = this.count(texts);
    if (length === 0) return;
    for (const [term, frequency] of frequencies) {
      const slots = this.postings.get(term) ?? new SortedSlots();
      if (slots.size === 0) this.postings.set(term, slots);
      slots.add(slot, frequency);
    }
    if (slot >= this.lengths.length) {
      const lengths = new Uint8Array(Math.max(slot + 1, this.lengths.length * 2));
      lengths.set(this.lengths);
      this.lengths = lengths;
    }
    this.lengths[slot] = lengthByte(length);
    this.present.add(slot);
    this.documents += 1;
    this.terms += length;
  }

  /** @param texts the same as were added */
  remove(slot: number, texts: readonly string[]): void {
    const { frequencies, length } = this.count(texts);
    if (length === 0) return;
    for (const term of frequencies.keys()) {
      const slots = this.postings.get(term);
      slots?.remove(slot);
      if (slots?.size === 0) this.postings.delete(term);
    }
    this.present.remove(slot);
    this.documents -= 1;
    this.terms -= length;
  }

  private count(texts: readonly string[]): { frequencies: Map<string, number>; length: number } {
    const frequencies = new Map<string, number>();
    let length = 0;
    for (const text of texts) {
      for (const term of this.analyze(text)) {
        frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
        length += 1;
      }
    }
    return { frequencies, length };
  }
}
