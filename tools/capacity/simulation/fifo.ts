/** A queue whose first leaves without the others moving. */
export class Fifo<Item> {
  private items: (Item | undefined)[] = [];
  private first = 0;

  get length(): number {
    return this.items.length - this.first;
  }

  push(item: Item): void {
    this.items.push(item);
  }

  shift(): Item | undefined {
    const item = this.items[this.first];
    if (this.first === this.items.length) return undefined;
    this.items[this.first] = undefined;
    this.first += 1;
    if (this.first > 1024 && this.first * 2 > this.items.length) {
      this.items = this.items.slice(this.first);
      this.first = 0;
    }
    return item;
  }
}
