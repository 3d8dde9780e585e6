const CONTINUES = 0x80;

/** Writes whole numbers of 7 bits a byte, the lowest first (LEB128), so that small ones take one byte. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  /** @param value from 0 to 2^53 - 1 */
  number(value: number): this {
    let rest = value;
    while (rest >= CONTINUES) {
      this.#push((rest % CONTINUES) | CONTINUES);
      rest = Math.floor(rest / CONTINUES);
    }
    this.#push(rest);
    return this;
  }

  /** A number below 0 too: the sign in the lowest bit. */
  signed(value: number): this {
    return this.number(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Numbers of which most are 0: a run of these is a 0 and how many more follow. */
  sparse(values: readonly number[]): this {
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] ?? 0;
      this.number(value);
      if (value !== 0) continue;
      const first = index;
      while (values[index + 1] === 0) index += 1;
      this.number(index - first);
    }
    return this;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const longer = new Uint8Array(2 * this.#bytes.length);
      longer.set(this.#bytes);
      this.#bytes = longer;
    }
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }
}

/** Reads what a `ByteWriter` wrote. Methods throw a `RangeError` where the bytes end too early. */
export class ByteReader {
  #position = 0;

  constructor(private readonly bytes: Uint8Array) {}

  number(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.bytes[this.#position];
      if (byte === undefined) throw new RangeError(`The bytes end at ${this.#position}, within a number`);
      this.#position += 1;
      value += (byte % CONTINUES) * factor;
      if (!Number.isSafeInteger(value)) throw new RangeError(`The number that ends at ${this.#position} is too large`);
      if (byte < CONTINUES) return value;
      factor *= CONTINUES;
    }
  }

  signed(): number {
    const value = this.number();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  /** @param length how many numbers there are, zeros included */
  sparse(length: number): number[] {
    const values = new Array<number>(length).fill(0);
    for (let index = 0; index < length; index += 1) {
      const value = this.number();
      values[index] = value;
      if (value === 0) index += this.number();
    }
    return values;
  }

  /** @throws RangeError where something follows */
  end(): void {
    const left = this.bytes.length - this.#position;
    if (left > 0) throw new RangeError(`${left} bytes more than there should be`);
  }
}
