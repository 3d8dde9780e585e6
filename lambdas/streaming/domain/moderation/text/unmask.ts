import { MASK, maskedLetters, maskedVowels } from './classes';
import { type Units, unitsFor } from './units';

const SPACE = 0x20;
/** What is tried of one text: beyond it a word stays masked. */
const MOST_WORDS = 8;
const MOST_LETTERS = 40;
const MOST_MASKS = 2;
/** Words before and after, since a word may be part of a phrase. */
const NEIGHBOURS = 3;
const MOST_AROUND = 80;

/** Words with a masked letter for each letter that it may be, or with two for each pair of vowels; among the words around them. */
export function* unmasked({ unit, at, length }: Units): Generator<Units> {
  let words = 0;
  let from = 0;
  for (let index = 0; index <= length && words < MOST_WORDS; index += 1) {
    if (index < length && unit[index] !== SPACE) continue;
    const masks = masksIn(unit, from, index);
    if (masks.length > 0 && masks.length <= MOST_MASKS && index - from <= MOST_LETTERS) {
      words += 1;
      const begin = around(unit, from, -1, length);
      const end = around(unit, index, 1, length);
      const letters = masks.length === 1 ? maskedLetters : maskedVowels;
      yield* written(
        unit.subarray(begin, end),
        at.subarray(begin, end),
        letters,
        masks.map((mask) => mask - begin),
      );
    }
    from = index + 1;
  }
}

function masksIn(unit: Int32Array, from: number, to: number): number[] {
  const masks: number[] = [];
  for (let index = from; index < to; index += 1) if (unit[index] === MASK) masks.push(index);
  return masks;
}

/** As far as some words from a place, one way or the other. */
function around(unit: Int32Array, from: number, step: 1 | -1, length: number): number {
  let [spaces, place] = [0, from];
  while (place > 0 && place < length && Math.abs(place - from) < MOST_AROUND) {
    if (unit[place] === SPACE) spaces += 1;
    if (spaces > NEIGHBOURS + 1) break;
    place += step;
  }
  return Math.max(0, Math.min(length, place));
}

function* written(
  word: Int32Array,
  at: Int32Array,
  letters: readonly number[],
  masks: readonly number[],
): Generator<Units> {
  const units = unitsFor(word.length);
  units.unit.set(word);
  units.at.set(at);
  units.length = word.length;
  const [first = 0, second] = masks;
  for (const letter of letters) {
    units.unit[first] = letter;
    for (const other of second === undefined ? [letter] : letters) {
      units.unit[second ?? first] = other;
      yield units;
    }
  }
}
