import { toHex } from '../moderation/known/bits';
import { checkOf } from '../moderation/known/fingerprint';
import { simHash } from '../moderation/known/simhash';
import { compilePatterns, createMatcher } from '../moderation/match/matcher';
import { type Content, wordsOf } from './content';
import { authorTrait, bandTrait, wordsTrait } from './trait-key';

/** What is read of a text: what it is like is told by its beginning. */
const MOST_LENGTH = 20_000;

/** What items that are alike have in common: by each of these, one finds the other. */
export interface Traits {
  /** Its author, its words however they are disguised, and four bands of their SimHash, of which texts that differ in three bits share one. */
  readonly keys: readonly string[];
  /** 16 hexadecimal digits; undefined for texts of few words, which are too alike by chance. */
  readonly simHash?: string | undefined;
}

/** Tells the traits of an item, in a time by its length alone. Holds buffers: one item at a time. */
export function createTraitsOf(): (content: Content) => Traits {
  const scan = createMatcher(compilePatterns([]), MOST_LENGTH);
  return (content) => {
    const author = authorTrait(content.author);
    const { words } = scan(wordsOf(content).slice(0, MOST_LENGTH));
    if (words.count === 0) return { keys: [author] };
    const bits = simHash(words);
    const hash = bits && toHex(bits);
    const bands = hash?.match(/.{4}/g)?.map((band, index) => bandTrait(index, band)) ?? [];
    return { keys: [author, wordsTrait(checkOf(words), words.count), ...bands], simHash: hash };
  };
}
