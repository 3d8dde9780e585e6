import { classOf, isAsciiLetter, isDigit, isMasked, isStandIn, SEPARATOR, SKIPPED, writtenFor } from '../text/classes';

/** What an obfuscation was, that had to be undone for a match. */
export const obfuscations = ['lookalikes', 'leetspeak', 'repeats', 'masked', 'parted', 'hidden-characters'] as const;
export type Obfuscation = (typeof obfuscations)[number];

export interface Comparison {
  /** What was undone, but for parting and hidden characters, which units do not show. */
  readonly undone: readonly Obfuscation[];
  /** False where somebody may well have meant something else: a doubled letter, a word of digits mostly, a short masked word. */
  readonly certain: boolean;
  /** Not one letter is of the pattern's own alphabet: in a text of another language it is a word of that one. */
  readonly allLookalikes: boolean;
}

const SPACE = 0x20;
const FAR = 1 << 20;
const buffers: [Int32Array, Int32Array] = [new Int32Array(128), new Int32Array(128)];

/**
 * Whether the units from `from` to `to` are the pattern, letter by letter, and what had to be undone for that. A letter of the
 * pattern may be written several times. Takes time by the length of both.
 *
 * @param pattern folded, with a space between words
 * @param anywhere that it may begin and end within the units: the pattern is no whole word
 */
export function compare(
  pattern: Int32Array,
  { unit, from, to, anywhere }: { unit: Int32Array; from: number; to: number; anywhere: boolean },
): Comparison | undefined {
  // By how many letters of the pattern were read: how often at least a letter was written again.
  let [repeats, after] = buffers;
  if (pattern.length >= repeats.length)
    [repeats, after] = [new Int32Array(pattern.length + 1), new Int32Array(pattern.length + 1)];
  repeats.fill(FAR, 0, pattern.length + 1);
  repeats[0] = 0;
  let least = FAR;
  for (let index = from; index < to; index += 1) {
    const read = unit[index] as number;
    if (classOf(read) === SKIPPED) continue;
    step(repeats, after, pattern, read);
    if (anywhere) after[0] = 0;
    [repeats, after] = [after, repeats];
    least = Math.min(anywhere ? least : FAR, repeats[pattern.length] as number);
  }
  return least < FAR ? judged(pattern, unit.subarray(from, to), least) : undefined;
}

function step(before: Int32Array, after: Int32Array, pattern: Int32Array, read: number): void {
  after.fill(FAR, 0, pattern.length + 1);
  for (let letter = 0; letter < pattern.length; letter += 1) {
    const meant = pattern[letter] as number;
    if (!stands(read, meant)) continue;
    const again = (before[letter + 1] as number) + (meant === SPACE ? 0 : 1);
    after[letter + 1] = Math.min(before[letter] as number, again, FAR);
  }
}

/** Whether one folded character may be written for another. */
function stands(read: number, meant: number): boolean {
  if (read === meant) return true;
  // Whatever may be written for another shares its class.
  if (classOf(read) !== classOf(meant)) return false;
  if (meant === SPACE || sameLetter(read, meant)) return true;
  return writtenFor(read)?.includes(String.fromCodePoint(meant)) ?? false;
}

const sameLetter = (read: number, meant: number): boolean =>
  read > 127 && meant > 127 && String.fromCodePoint(read).toLowerCase() === String.fromCodePoint(meant).toLowerCase();

function judged(pattern: Int32Array, units: Int32Array, repeats: number): Comparison {
  const count = { letters: 0, lookalikes: 0, leetspeak: 0, masked: 0, none: 0 };
  for (const each of units) count[kindOf(each, pattern)] += 1;
  const undone: Obfuscation[] = (['lookalikes', 'leetspeak', 'masked'] as const).filter((kind) => count[kind] > 0);
  if (repeats > 0) undone.push('repeats');
  const allLookalikes = count.lookalikes > 0 && count.letters + count.leetspeak === 0;
  const isWord = count.letters >= count.leetspeak + count.lookalikes + 2 * count.masked;
  return { undone, certain: isWord && (repeats === 0 || isElongated(units)), allLookalikes };
}

/** Whether a unit is a letter of its own right in a pattern, or what it stands for one as. */
function kindOf(unit: number, pattern: Int32Array): 'letters' | 'lookalikes' | 'leetspeak' | 'masked' | 'none' {
  if (isAsciiLetter(unit) || pattern.includes(unit)) return 'letters';
  if (isMasked(unit)) return 'masked';
  if (isDigit(unit) || isStandIn(unit)) return 'leetspeak';
  const each = classOf(unit);
  return each === SEPARATOR || each === SKIPPED ? 'none' : 'lookalikes';
}

/** Three of a letter in a row are no spelling of any word. */
function isElongated(units: Int32Array): boolean {
  for (let index = 2; index < units.length; index += 1) {
    if (units[index] === units[index - 1] && units[index] === units[index - 2]) return true;
  }
  return false;
}
