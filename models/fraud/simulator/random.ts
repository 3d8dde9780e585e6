const UINT32 = 2 ** 32;

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

/**
 * Random numbers that are the same for the same seed on every machine: xoshiro128**, its state filled by a 32-bit mixer.
 *
 * @see Blackman and Vigna, Scrambled linear pseudorandom number generators, ACM TOMS 47(4), 2021
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spare: number | undefined;

  /** @param seed a whole number; any two differ in what follows */
  constructor(seed: number) {
    let state = seed >>> 0;
    const next = () => {
      state = (state + 0x9e3779b9) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
      return mixed ^ (mixed >>> 15);
    };
    [this.#a, this.#b, this.#c, this.#d] = [next(), next(), next(), next() | 1];
  }

  /** From 0 up to, and without, 1. */
  uniform(): number {
    const result = Math.imul(rotate(Math.imul(this.#b, 5), 7), 9);
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotate(this.#d, 11);
    return (result >>> 0) / UINT32;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** A whole number from 0 up to, and without, `count`. */
  below(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** Normally distributed, by Marsaglia's polar method. */
  normal(mean: number, deviation: number): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return mean + deviation * spare;
    }
    for (;;) {
      const u = this.between(-1, 1);
      const v = this.between(-1, 1);
      const square = u * u + v * v;
      if (square === 0 || square >= 1) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = v * scale;
      return mean + deviation * u * scale;
    }
  }

  /** Poisson distributed, by multiplying uniforms: for small means. */
  poisson(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.uniform(); product > limit; product *= this.uniform()) count += 1;
    return count;
  }

  /** So many of the values, each at most once, in random order. */
  sample(values: readonly number[], count: number): number[] {
    const left = [...values];
    const taken = Math.min(count, left.length);
    for (let index = 0; index < taken; index += 1) {
      const other = index + this.below(left.length - index);
      [left[index], left[other]] = [left[other] as number, left[index] as number];
    }
    return left.slice(0, taken);
  }
}
