import { classOf, isSign, MASK, SEPARATOR, SKIPPED, standInOf } from './classes';
import type { Units } from './units';

/** So many letters in a row that stand alone are a word taken apart. */
export const LEAST_ALONE = 3;
/** Words around one that was put together which are read with it, since it may be part of a phrase. */
const NEIGHBOURS = 3;
const SPACE = 0x20;
const LEAST_WITH_ARTICLE = 5;
const LINE_END = 100;
const A = 0x61;
const I = 0x69;
const UNCLEAR_EDGES = new Set([...'!(|<{+'].map((sign) => sign.charCodeAt(0)));

/** A sign that may begin or end a word as a letter: `$`, but not the `!` of `now!`. */
export const isEdgeSign = (unit: number): boolean => isSign(unit) && !UNCLEAR_EDGES.has(unit);

/** How signs within words are read: as letters, as letters at the unclear edges of words too, or not at all. */
export const signReadings = ['within', 'edges', 'none'] as const;
type SignReading = (typeof signReadings)[number];

/** Whether a sign before or after a word may belong to it in some reading. */
export const mayBeLetter = (unit: number): boolean => isSign(unit) || unit === MASK;

/** What is between two spaces. */
interface Chunk {
  readonly from: number;
  readonly to: number;
  /** Indices of what reads as letters in it. */
  readonly letters: readonly number[];
  /** Whether signs were read as letters, or something between letters was passed over. */
  readonly changed: boolean;
  /** Width of the space before it; a line's end is wider than a space. */
  readonly gap: number;
}

/**
 * The words of a text that were taken apart (`s p a c e d`, `d.o.t.t.e.d`) or written with signs (`c@$h`), put together, with the
 * words around them; nothing else of the text. Takes time by its length.
 *
 * @param joined what is filled: its `at` are indices into `units`, not offsets into the original
 */
export function joinParts(units: Units, joined: Units, reading: SignReading): void {
  const chunks = chunksOf(units, reading).filter(({ letters }) => letters.length > 0);
  const together = runsOf(chunks);
  const isChanged = chunks.map(
    ({ changed }, index) => changed || (together[index] ?? false) || (together[index + 1] ?? false),
  );
  joined.length = 0;
  for (const [index, chunk] of chunks.entries()) {
    if (!isChanged.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1).includes(true)) continue;
    if (!together[index]) {
      put(joined, SPACE, chunk.from);
      if (together[index + 1]) afterArticle(units, joined, chunks, together, index);
    }
    for (const letter of chunk.letters) put(joined, units.unit[letter] as number, letter);
  }
}

/** Puts the letters that follow an `a` or `I` alone before all of them: `a f r e e` is both `afree` and `free`. */
function afterArticle(
  units: Units,
  joined: Units,
  chunks: readonly Chunk[],
  together: readonly boolean[],
  first: number,
): void {
  const article = units.unit[chunks[first]?.letters[0] ?? 0];
  let end = first + 1;
  while (together[end]) end += 1;
  if ((article !== A && article !== I) || end - first < LEAST_WITH_ARTICLE) return;
  for (const { letters } of chunks.slice(first + 1, end))
    for (const each of letters) put(joined, units.unit[each] as number, each);
  put(joined, SPACE, chunks[end - 1]?.to ?? 0);
}

/** By chunk, whether it goes on with the word that the one before it is of. */
function runsOf(chunks: readonly Chunk[]): boolean[] {
  const together = chunks.map(() => false);
  let begin = 0;
  for (let index = 1; index <= chunks.length; index += 1) {
    if (index < chunks.length && goesOn(chunks, begin, index)) continue;
    if (index - begin >= LEAST_ALONE) together.fill(true, begin + 1, index);
    // A letter that stood alone before a word, such as a number, begins none; the one after it may.
    begin = index - begin === 2 ? index - 1 : index;
    if (begin === index - 1 && index < chunks.length && !goesOn(chunks, begin, index)) begin = index;
  }
  return together;
}

/** Within a word all spaces are of one width. */
function goesOn(chunks: readonly Chunk[], begin: number, index: number): boolean {
  const [before, chunk, second] = [chunks[index - 1], chunks[index], chunks[begin + 1]];
  if (before?.letters.length !== 1 || chunk?.letters.length !== 1) return false;
  return index === begin + 1 || chunk.gap === second?.gap;
}

function chunksOf({ unit, length }: Units, reading: SignReading): Chunk[] {
  const chunks: Chunk[] = [];
  let from = 0;
  while (from < length) {
    let gap = 0;
    while (from < length && isSpace(unit[from] as number)) gap += unit[from++] === SPACE ? 1 : LINE_END;
    let to = from;
    while (to < length && !isSpace(unit[to] as number)) to += 1;
    if (to > from) chunks.push(chunkOf({ unit, from, to, reading }, gap));
    from = to;
  }
  return chunks;
}

interface Stretch {
  readonly unit: Int32Array;
  readonly from: number;
  readonly to: number;
  readonly reading: SignReading;
}

function chunkOf(stretch: Stretch, gap: number): Chunk {
  const { unit, from, to } = stretch;
  const letters: number[] = [];
  const filler = fillerOf(stretch);
  let changed = false;
  for (let index = from; index < to; index += 1) {
    const each = classOf(unit[index] as number);
    if (each === SKIPPED) continue;
    const isLetter = filler === undefined ? isLetterHere(stretch, index) : mayBeLetter(unit[index] as number);
    const reads = each !== SEPARATOR || (unit[index] !== filler && isLetter);
    if (reads && (each === SEPARATOR || (letters.length > 0 && letters.at(-1) !== index - 1))) changed = true;
    if (reads) letters.push(index);
  }
  return { from, to, letters, changed, gap };
}

/** What is after the first and after the second letter of a chunk is between them all, and no letter. */
function fillerOf({ unit, from, to }: Stretch): number | undefined {
  const filler = unit[from + 1];
  return to - from >= 5 && filler === unit[from + 3] ? filler : undefined;
}

/** Whether a sign, or a mask, reads as a letter in its place: between letters, or at an edge next to one. */
function isLetterHere({ unit, from, to, reading }: Stretch, index: number): boolean {
  const sign = unit[index] as number;
  if (!mayBeLetter(sign)) return false;
  // A sign that stands alone may be a letter of a word whose letters all do.
  if (to - from === 1) return sign !== MASK;
  if (reading === 'none') return false;
  const before = index > from && isPart(unit[index - 1] as number);
  const after = index + 1 < to && isPart(unit[index + 1] as number);
  if (before && after) return true;
  return (before || after) && (reading === 'edges' || isEdgeSign(sign) || sign === MASK);
}

const isPart = (unit: number): boolean => classOf(unit) !== SEPARATOR || mayBeLetter(unit);

const isSpace = (unit: number): boolean =>
  unit <= SPACE || unit === 0x85 || unit === 0x1680 || unit === 0x2028 || unit === 0x2029;

function put(joined: Units, unit: number, at: number): void {
  if (joined.length === joined.unit.length) return;
  joined.unit[joined.length] = standInOf(unit);
  joined.at[joined.length] = at;
  joined.length += 1;
}
