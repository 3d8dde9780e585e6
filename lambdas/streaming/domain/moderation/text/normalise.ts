import { classOf, SEPARATOR, SKIPPED } from './classes';
import { TextReader } from './text-reader';
import { MOST_UNITS_A_CHARACTER, type Units, unitsFor } from './units';

export interface Normalised {
  /** Folded, in small letters, with one space between words and nothing else that is no letter or digit. */
  readonly text: string;
  /** Where in the original, in UTF-16 code units, each code unit of `text` was. */
  readonly offsets: Int32Array;
}

/**
 * What a text says whatever its spelling: compatibility forms, accents, case, punctuation and what cannot be seen are gone. Digits,
 * repeated letters and letters of other alphabets stay, since only who knows what is looked for can tell what they stand for:
 * `match/compare.ts`. Normalising twice changes nothing.
 */
export function normalise(text: string): Normalised {
  const capacity = text.length * MOST_UNITS_A_CHARACTER;
  const units = unitsFor(capacity);
  new TextReader(capacity).read(text, units);
  return normalised(units);
}

/** As `normalise`, of units that were read. */
export function normalised({ unit, at, length }: Units): Normalised {
  const offsets: number[] = [];
  let text = '';
  let isParted = false;
  for (let index = 0; index < length; index += 1) {
    const each = unit[index] as number;
    const kind = classOf(each);
    if (kind === SKIPPED) continue;
    if (kind === SEPARATOR) isParted = text.length > 0;
    else {
      const letter = `${isParted ? ' ' : ''}${smallOf(each)}`;
      isParted = false;
      text += letter;
      for (let count = 0; count < letter.length; count += 1) offsets.push(at[index] as number);
    }
  }
  return { text, offsets: Int32Array.from(offsets) };
}

/** In small letters where these are one letter too; final sigma is the same letter. */
function smallOf(unit: number): string {
  const character = String.fromCodePoint(unit);
  const lower = character.toLowerCase();
  return [...lower].length === 1 ? lower : character;
}
