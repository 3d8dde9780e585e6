import { Bitset } from './bitset';
import { SlotSet } from './slot-set';

/** Values of a keyword or boolean field, and for each the documents that have it. */
export class KeywordColumn {
  readonly kind = 'keyword';
  readonly present = new Bitset();
  private readonly values = new Map<string, SlotSet>();
  private count = 0;

  /** Documents that have the field. */
  get documents(): number {
    return this.count;
  }

  slotsOf(value: string): SlotSet | undefined {
    return this.values.get(value);
  }

  add(slot: number, values: readonly string[]): void {
    if (values.length === 0) return;
    for (const value of values) {
      const slots = this.values.get(value) ?? new SlotSet();
      if (slots.size === 0) this.values.set(value, slots);
      slots.add(slot);
    }
    this.present.add(slot);
    this.count += 1;
  }

  remove(slot: number, values: readonly string[]): void {
    if (values.length === 0) return;
    for (const value of values) {
      const slots = this.values.get(value);
      slots?.remove(slot);
      if (slots?.size === 0) this.values.delete(value);
    }
    this.present.remove(slot);
    this.count -= 1;
  }
}
