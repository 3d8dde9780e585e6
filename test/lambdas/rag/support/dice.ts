import { randomOf } from '../../../../models/random';

/** Choices that are the same for the same seed. */
export class Dice {
  private readonly random: () => number;

  constructor(readonly seed: number) {
    this.random = randomOf(seed);
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  /** @param share from 0 to 1 */
  chance(share: number): boolean {
    return this.random() < share;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** Each of them with this chance. */
  some<T>(items: readonly T[], share: number): T[] {
    return items.filter(() => this.chance(share));
  }
}
