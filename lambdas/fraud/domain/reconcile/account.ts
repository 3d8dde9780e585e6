import { cellOf, TOLD_CELLS } from '../decision/told-place';

/** One thing that was told: the event's id, and the digest of what it says. */
export interface Entry {
  readonly id: string;
  readonly digest: string;
}

const LANES = 3;

/**
 * An account of an hour in constant memory: for each cell of ids how many there were, and the sum of their digests. Two accounts of
 * the same entries are the same whatever their order; sums can be added, so that an account can be made in parts.
 */
export class Account {
  private readonly lanes = new Uint32Array(TOLD_CELLS * LANES);
  private total = 0;

  add({ id, digest }: Entry): void {
    const first = cellOf(id) * LANES;
    const [low, high] = wordsOf(digest);
    // Of 32 bits each: what goes beyond is gone, in both accounts alike.
    this.lanes[first] = (this.lanes[first] ?? 0) + 1;
    this.lanes[first + 1] = (this.lanes[first + 1] ?? 0) + low;
    this.lanes[first + 2] = (this.lanes[first + 2] ?? 0) + high;
    this.total += 1;
  }

  get count(): number {
    return this.total;
  }

  /** Cells in which two accounts are not the same. */
  differing(other: Account): number[] {
    const cells: number[] = [];
    for (let cell = 0; cell < TOLD_CELLS; cell += 1) {
      const first = cell * LANES;
      const isSame = [0, 1, 2].every((lane) => this.lanes[first + lane] === other.lanes[first + lane]);
      if (!isSame) cells.push(cell);
    }
    return cells;
  }
}

/** 60 bits of a digest in base64url, in two words. */
const wordsOf = (digest: string): readonly [number, number] => [wordOf(digest, 0), wordOf(digest, 5)];

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

function wordOf(digest: string, from: number): number {
  let word = 0;
  for (let place = from; place < from + 5; place += 1) word = word * 64 + (VALUES.get(digest[place] ?? 'A') ?? 0);
  return word;
}
