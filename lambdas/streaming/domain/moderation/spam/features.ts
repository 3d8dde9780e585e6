import { SIGNS, type Units } from '../text/units';
import type { Words } from '../text/words';

export const spamFeatures = [
  'links',
  'disguised-links',
  'capital-share',
  'repeated-word-share',
  'phone-numbers',
  'handles',
  'exclamations',
  'amounts',
  'random-words',
] as const;
export type SpamFeature = (typeof spamFeatures)[number];

/** What looks like spam in a text, as numbers: counts, and shares from 0 to 1. */
export type Features = Readonly<Record<SpamFeature, number>>;

const LEAST_DIGITS = 9;
const LEAST_LETTERS = 20;
const LEAST_WORDS = 10;
/** Letters of a word that may be a key or an address rather than a word. */
const LEAST_RANDOM = 24;
/** Bits a character above which no language's words are; random ones of 24 have about 4.2. */
const RANDOM_BITS = 3.9;

// Every repetition is bounded.
const phone = () => /(?<![\p{L}\p{N}])(?:\+|00)?\d(?:[ ()./-]{0,2}\d){8,13}(?!\d)/gu;
const handle = () => /(?<![\p{L}\p{N}.])@[a-z0-9_]{3,32}/giu;
const exclamation = /!{2,}/g;
const amount = /[$€£]\s?\d|\d\s?[$€£]/g;

/** Takes time by the length of the text alone. */
export function featuresOf(
  text: string,
  { units, words, links }: { units: Units; words: Words; links: LinkCount },
): Features {
  const letters = units.length - units.digits;
  return {
    links: links.all,
    'disguised-links': links.disguised,
    'capital-share': letters >= LEAST_LETTERS ? units.capitals / letters : 0,
    'repeated-word-share': words.count >= LEAST_WORDS ? 1 - distinct(words) / words.count : 0,
    'phone-numbers': units.digits >= LEAST_DIGITS ? count(text, phone()) : 0,
    handles: units.signs & SIGNS.at ? count(text, handle()) : 0,
    exclamations: units.signs & SIGNS.exclamation && text.includes('!!') ? count(text, exclamation) : 0,
    amounts: units.digits > 0 && units.signs & SIGNS.currency ? count(text, amount) : 0,
    'random-words': words.longest >= LEAST_RANDOM ? randomWords(units, words) : 0,
  };
}

export interface LinkCount {
  readonly all: number;
  readonly disguised: number;
}

function count(text: string, pattern: RegExp): number {
  pattern.lastIndex = 0;
  let found = 0;
  while (pattern.test(text)) found += 1;
  return found;
}

const SLOTS = 1 << 10;
/** Words beyond these are not told apart. */
const MOST_WORDS = SLOTS / 2;
const slots = new Int32Array(SLOTS);
const round = new Int32Array(SLOTS);
let current = 0;

/** Different words among the first ones, by their hashes; a table that is emptied by counting on. */
function distinct({ hash, count: words }: Words): number {
  current += 1;
  let different = Math.max(0, words - MOST_WORDS);
  for (let index = 0; index < words && index < MOST_WORDS; index += 1) {
    const word = hash[index] as number;
    let slot = Math.imul(word, 0x9e37_79b1) >>> 22;
    while (round[slot] === current && slots[slot] !== word) slot = (slot + 1) & (SLOTS - 1);
    if (round[slot] === current) continue;
    round[slot] = current;
    slots[slot] = word;
    different += 1;
  }
  return different;
}

/** Long words whose characters are as even as by chance. */
function randomWords({ unit, length }: Units, { from, size, count: words }: Words): number {
  let found = 0;
  for (let index = 0; index < words; index += 1) {
    if ((size[index] as number) < LEAST_RANDOM) continue;
    const begin = from[index] as number;
    const word = unit.subarray(begin, Math.min(length, begin + (size[index] as number)));
    if (bitsOf(word) >= RANDOM_BITS) found += 1;
  }
  return found;
}

/** Shannon's entropy, in bits a character. */
function bitsOf(word: Int32Array): number {
  const counts = new Map<number, number>();
  for (const each of word) counts.set(each, (counts.get(each) ?? 0) + 1);
  return [...counts.values()].reduce((bits, times) => bits - (times / word.length) * Math.log2(times / word.length), 0);
}
