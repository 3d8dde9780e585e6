import { isLetter, STAND_INS } from './classes';

/** What stands in the place of half a surrogate pair: no letter of any script. */
export const REPLACEMENT = 0xfffd;
const SURROGATES = { from: 0xd800, to: 0xdfff } as const;
const PLANE = 0x1_0000;

/** What cannot be seen, control characters that part nothing among it. */
const isIgnorable = (character: string): boolean =>
  /^(?:\p{Default_Ignorable_Code_Point}|(?!\s|\u0085)\p{Cc})$/u.test(character);
/** Marks of no script in particular: accents, and what is piled up on letters to hide them. */
const isLooseMark = (character: string): boolean => /^[\p{Script=Inherited}]$/u.test(character);
const isAccented = (cluster: string): boolean =>
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Nd}]\p{M}+$/u.test(cluster);

/** What Unicode does not take apart, and people read as the letter under it. */
const strokes: Readonly<Record<string, string>> = {
  ...{ ø: 'o', đ: 'd', ł: 'l', ħ: 'h', ŧ: 't', ƀ: 'b', ɨ: 'i', ɇ: 'e', ǥ: 'g', ƶ: 'z' },
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ð: 'd', ς: 'σ', '’': "'", '‘': "'", ʼ: "'", '\u2800': ' ' },
};

/** White letters in black circles and squares, which have no compatibility form: the first of each alphabet. */
const squares = [0x1_f150, 0x1_f170] as const;
const LETTERS = 26;
const FIRST_LETTER = 0x61;

const UNKNOWN = -1;
const SEVERAL = -2;
const DROPPED = 0;

/** One unit each, for code points up to U+FFFF; filled as they are met. */
const simple = new Int32Array(PLANE).fill(UNKNOWN);
const several = new Map<number, readonly number[]>();

/**
 * What a code point says whatever is around it: none, one or several code points. Compatibility forms (full width, mathematical,
 * circled, ligatures) are their letters, accents on Latin, Greek and Cyrillic are gone, Latin is in small letters, what cannot be
 * seen is nothing. Other scripts keep their marks and their case: what they look like depends on it.
 */
export function fold(codePoint: number): readonly number[] {
  if (codePoint >= PLANE) return remembered(codePoint);
  const known = simple[codePoint] as number;
  if (known === DROPPED) return [];
  if (known > DROPPED) return [known];
  return remembered(codePoint);
}

/** As `fold` where it is one unit, 0 where it is none, and a negative number where `fold` has to be asked. */
export const foldOne = (codePoint: number): number => (codePoint < PLANE ? (simple[codePoint] as number) : SEVERAL);

function remembered(codePoint: number): readonly number[] {
  const known = several.get(codePoint);
  if (known) return known;
  const units = folded(codePoint);
  // Half a surrogate pair may be the first half of one next time.
  const isHalf = codePoint >= SURROGATES.from && codePoint <= SURROGATES.to;
  const isSimple = codePoint < PLANE && units.length < 2 && !isHalf;
  if (isSimple) simple[codePoint] = units[0] ?? DROPPED;
  // Code points are about a million: what is kept of the rare ones is bounded.
  else if (several.size < 20_000) several.set(codePoint, units);
  if (codePoint < PLANE && !isSimple) simple[codePoint] = SEVERAL;
  return units;
}

function folded(codePoint: number): readonly number[] {
  if (codePoint >= SURROGATES.from && codePoint <= SURROGATES.to) return [REPLACEMENT];
  if (codePoint >= STAND_INS.from && codePoint <= STAND_INS.to) return [REPLACEMENT];
  const square = squares.find((first) => codePoint >= first && codePoint < first + LETTERS);
  if (square !== undefined) return [FIRST_LETTER + codePoint - square];
  const character = String.fromCodePoint(codePoint);
  if (isIgnorable(character) || isLooseMark(character)) return [];
  const letters = [...character.normalize('NFKC').normalize('NFD')].filter((each) => !isIgnorable(each)).join('');
  const units = [...recomposed(letters)].flatMap((each) => codePointsOf(small(each)));
  // Which picture it is says nothing here, and the tables of what units are end at U+FFFF.
  const kept = units.filter((each) => !isLooseMark(String.fromCodePoint(each)));
  return kept.map((each) => (each >= PLANE && !isLetter(String.fromCodePoint(each)) ? REPLACEMENT : each));
}

/** With accents taken off, and the marks of other scripts back on their letters. */
const recomposed = (letters: string): string =>
  letters.replace(/\P{M}\p{M}*/gu, (cluster) =>
    isAccented(cluster) ? [...cluster].slice(0, 1).join('') : cluster.normalize('NFC'),
  );

/** What is a letter of a to z in the end is a small one; others keep their case. */
function small(character: string): string {
  const lower = [...character.toLowerCase()].map((each) => strokes[each] ?? each).join('');
  return isAscii(lower) ? lower : (strokes[character] ?? character);
}

const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);

const codePointsOf = (text: string): number[] => [...text].map((each) => each.codePointAt(0) ?? REPLACEMENT);
