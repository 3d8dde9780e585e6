/** Length of the vectors, as the embedding models of the presets give them. */
export const DIMENSIONS = 512;

const WORDS_A_CHUNK = 60;
const WORDS_A_QUESTION = 6;
const VOCABULARY = 20_000;
const GROUPS = 20;
const USERS = 1000;

export interface Question {
  readonly text: string;
  readonly vector: readonly number[];
  /** Who asks: one person, with two groups and a clearance. */
  readonly user: string;
  readonly groups: readonly string[];
  readonly clearance: number;
}

/**
 * Chunks of one organisation: words as often as in a language (Zipf), vectors in every direction, and permissions of which a
 * person has about a quarter.
 */
export class Corpus {
  private readonly cumulated: Float64Array;

  constructor(private readonly random: () => number) {
    this.cumulated = new Float64Array(VOCABULARY);
    let sum = 0;
    for (let rank = 0; rank < VOCABULARY; rank += 1) {
      sum += 1 / (rank + 1);
      this.cumulated[rank] = sum;
    }
  }

  chunk(ordinal: number): Record<string, unknown> {
    const { random } = this;
    const everyone = random() < 0.15;
    return {
      org: 'acme',
      documentId: `document-${Math.floor(ordinal / 20)}`,
      title: this.words(5),
      text: this.words(WORDS_A_CHUNK),
      modifiedAt: 1_700_000_000_000 + ordinal,
      acl: {
        users: everyone ? [] : [`user-${this.below(USERS)}`],
        groups: everyone ? [] : [`group-${this.below(GROUPS)}`, `group-${this.below(GROUPS)}`],
        everyone,
        classification: this.below(4),
      },
      vector: this.vector(),
    };
  }

  question(): Question {
    return {
      text: this.words(WORDS_A_QUESTION),
      vector: this.vector(),
      user: `user-${this.below(USERS)}`,
      groups: [`group-${this.below(GROUPS)}`, `group-${this.below(GROUPS)}`],
      clearance: 2,
    };
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private words(count: number): string {
    return Array.from({ length: count }, () => wordOf(this.rank())).join(' ');
  }

  /** Rank of a word, low ones much more often. */
  private rank(): number {
    const wanted = this.random() * (this.cumulated[VOCABULARY - 1] as number);
    let [low, high] = [0, VOCABULARY - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.cumulated[middle] as number) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Of length one. */
  private vector(): number[] {
    const parts = Array.from({ length: DIMENSIONS }, () => this.random() * 2 - 1);
    const length = Math.hypot(...parts);
    return parts.map((part) => part / length);
  }
}

const syllables = ['ba', 'de', 'fi', 'go', 'ku', 'la', 'me', 'ni', 'po', 'ru', 'sa', 'te', 'vi', 'zo', 'xu', 'ha'];

/** A word that no stop word and no suffix looks like, a different one for each rank. */
function wordOf(rank: number): string {
  let word = '';
  for (let rest = rank + 16; rest > 0; rest >>>= 4) word += syllables[rest & 15];
  return `${word}k`;
}
