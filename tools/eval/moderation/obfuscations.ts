import { commonLeet, everyday, fancy, rare, rareLeet, styles } from './alphabets';
import type { Chance } from './random';

/** Writes a word or phrase so that people still read it. */
type Obfuscate = (text: string, chance: Chance) => string;

/** Letters with the marks on them. */
const lettersOf = (text: string): string[] => text.match(/\P{M}\p{M}*/gu) ?? [];

const eachLetter = (text: string, change: (letter: string) => string): string =>
  [...text].map((letter) => (/[a-z]/.test(letter) ? change(letter) : letter)).join('');

/** At least one letter is changed, each with the given share. */
const some =
  (share: number, change: (letter: string, chance: Chance) => string | undefined): Obfuscate =>
  (text, chance) => {
    const places = [...text].map((letter) => /[a-z]/.test(letter) && change(letter, chance) !== undefined);
    const possible = places.flatMap((is, index) => (is ? [index] : []));
    const first = possible.length > 0 ? chance.pick(possible) : -1;
    return [...text]
      .map((letter, index) =>
        places[index] && (index === first || chance.happens(share)) ? (change(letter, chance) ?? letter) : letter,
      )
      .join('');
  };

const from = (alphabet: Readonly<Record<string, string>>) => (letter: string, chance: Chance) => {
  const choice = alphabet[letter];
  return choice === undefined ? undefined : chance.pick([...choice]);
};

const invisible = [
  '\u200b',
  '\u200c',
  '\u200d',
  '\u2060',
  '\u00ad',
  '\ufeff',
  '\u200e',
  '\u2063',
  '\ufe0f',
  '\u034f',
  '\u{e0061}',
  '\u180e',
];
const between =
  (fill: (chance: Chance) => string): Obfuscate =>
  (text, chance) =>
    text
      .split(' ')
      .map((word) => {
        const filling = fill(chance);
        return lettersOf(word).join(filling);
      })
      .join(' ');

const separators = ['.', '-', '_', '*', '·', '•', '/', '~', ',', '|', '\u30fb', '—'];
const emoji = ['🔥', '✨', '💰'];

const spaced: Obfuscate = (text) => lettersOf(text.replaceAll(' ', '')).join(' ');
const halved: Obfuscate = (text, chance) =>
  text
    .split(' ')
    .map((word) => {
      const at = 2 + chance.below(Math.max(1, word.length - 3));
      return `${word.slice(0, at)} ${word.slice(at)}`;
    })
    .join(' ');

/** All ways of disguising, by name. `heldOut` names those that the matcher was not written for. */
export const obfuscations = {
  plain: (text) => text,
  'mixed case': (text, chance) => eachLetter(text, (letter) => (chance.happens(0.5) ? letter.toUpperCase() : letter)),
  'invisible characters': between((chance) => chance.pick(invisible)),
  'combining marks': some(0.6, (letter, chance) => letter + String.fromCharCode(0x300 + chance.below(0x70))),
  'styled letters': (text, chance) => {
    const first = chance.pick(styles);
    return eachLetter(text, (letter) =>
      String.fromCodePoint(first + letter.charCodeAt(0) - 0x61).replace(/\p{Cn}/u, letter),
    );
  },
  'homoglyphs, everyday': some(0.4, from(everyday)),
  'homoglyphs, every letter': some(1, from(everyday)),
  'leetspeak, common': some(0.5, from(commonLeet)),
  'letters repeated': some(0.3, (letter, chance) => letter.repeat(3 + chance.below(4))),
  'letters doubled': some(0.3, (letter) => letter + letter),
  'spaced letters': spaced,
  'separated letters': between((chance) => chance.pick(separators)),
  'letters on lines': between(() => '\n'),
  'vowel masked': some(0, (letter) => (/[aeiou]/.test(letter) ? '*' : undefined)),
  'without spaces': (text) => text.replaceAll(' ', ''),
  'cut in two': halved,
  'homoglyphs, rare scripts': some(0.4, from(rare)),
  'fancy letters': (text, chance) => {
    const alphabet = chance.pick(fancy);
    return eachLetter(text, (letter) => alphabet[letter] ?? letter);
  },
  'leetspeak, rare': some(0.4, (letter, chance) => (rareLeet[letter] ? chance.pick(rareLeet[letter]) : undefined)),
  'emoji between': between((chance) => chance.pick(emoji)),
  'one separator within': (text, chance) => {
    const at = 2 + chance.below(Math.max(1, text.length - 3));
    return text[at] === ' ' || text[at - 1] === ' '
      ? text
      : `${text.slice(0, at)}${chance.pick(separators)}${text.slice(at)}`;
  },
  'consonant masked': some(0, (letter, chance) => (/[aeiou]/.test(letter) ? undefined : chance.pick(['*', '#']))),
} as const satisfies Record<string, Obfuscate>;
export type ObfuscationKind = keyof typeof obfuscations;

/** Kinds that the matcher's tables and rules were not written from: how it holds against what nobody thought of. */
export const heldOut: ReadonlySet<ObfuscationKind> = new Set<ObfuscationKind>([
  ...(['homoglyphs, rare scripts', 'fancy letters', 'leetspeak, rare', 'emoji between'] as const),
  ...(['one separator within', 'consonant masked'] as const),
]);

/** What two or three disguises are mixed of: letters first, then what is between them. */
const letterKinds = [
  'mixed case',
  'combining marks',
  'homoglyphs, everyday',
  'leetspeak, common',
  'letters repeated',
] as const;
const gapKinds = ['invisible characters', 'spaced letters', 'separated letters', 'plain'] as const;

export function mixture(text: string, chance: Chance): string {
  const letters = [chance.pick(letterKinds), chance.pick(letterKinds)];
  const changed = letters.reduce((word, kind) => obfuscations[kind](word, chance), text);
  return obfuscations[chance.pick(gapKinds)](changed, chance);
}
