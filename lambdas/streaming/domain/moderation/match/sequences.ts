import { classOf, SEPARATOR, SKIPPED } from '../text/classes';
import { fold } from '../text/fold';
import type { Pattern } from './pattern';

/** One way in which a pattern is looked for. */
export interface Sequence {
  /** Index into the patterns. */
  readonly pattern: number;
  /** Folded, with a space between words: what `compare` compares with. */
  readonly letters: Int32Array;
  readonly classes: readonly number[];
}

/** Phrases of so many letters are found without their spaces too, as in a hashtag. */
const LEAST_TOGETHER = 8;
const SPACE = 0x20;

/** All ways in which a pattern is looked for: as it is, in capitals where these look like other letters, and without spaces. */
export function sequencesOf(pattern: Pattern, index: number): Sequence[] {
  const { text, wholeWord } = pattern;
  const together = text.replace(/\s+/gu, '');
  const texts = [
    text,
    text.toUpperCase(),
    ...(wholeWord && together !== text && together.length >= LEAST_TOGETHER ? [together] : []),
  ];
  const all = texts.map((each) => sequenceOf(each, wholeWord, index));
  return all.filter(({ classes }, at) => all.findIndex((other) => equal(other.classes, classes)) === at);
}

function sequenceOf(text: string, wholeWord: boolean, pattern: number): Sequence {
  const letters = withoutEnds(lettersIn(text));
  const classes = wholeWord ? [SEPARATOR, ...letters.map(classOf), SEPARATOR] : letters.map(classOf);
  return {
    pattern,
    letters: Int32Array.from(letters),
    classes: classes.filter((each, at) => each !== classes[at - 1]),
  };
}

function lettersIn(text: string): number[] {
  const units = [...text].flatMap((each) => fold(each.codePointAt(0) ?? 0)).filter((unit) => classOf(unit) !== SKIPPED);
  const spaced = units.map((unit) => (classOf(unit) === SEPARATOR ? SPACE : unit));
  return spaced.filter((unit, at) => unit !== SPACE || spaced[at - 1] !== SPACE);
}

function withoutEnds(letters: number[]): number[] {
  const from = letters[0] === SPACE ? 1 : 0;
  return letters.slice(from, letters.at(-1) === SPACE ? -1 : undefined);
}

const equal = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((each, at) => each === other[at]);
