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

/** Offsets of Unicode's mathematical alphabets, of full width, circled and squared letters: the first small letter of each. */
const styles = [
  0x1d41a, 0x1d482, 0x1d4ea, 0x1d51e, 0x1d552, 0x1d586, 0x1d5ba, 0x1d5ee, 0x1d622, 0x1d656, 0x1d68a, 0xff41, 0x24d0,
  0x1f150, 0x1f170,
];

/** Lookalikes of everyday alphabets, as spammers use them. */
const everyday = {
  ...{
    a: 'аαɑ',
    b: 'вЬ',
    c: 'сϲ',
    d: 'ԁ',
    e: 'еҽ',
    f: 'ẝք',
    g: 'ɡց',
    h: 'һհ',
    i: 'іıι',
    j: 'јϳ',
    k: 'кκ',
    l: 'ӏ',
    m: 'м',
  },
  ...{
    n: 'ոռ',
    o: 'оοօ',
    p: 'рρ',
    q: 'ԛգ',
    r: 'гꭇ',
    s: 'ѕꜱ',
    t: 'тτ',
    u: 'υս',
    v: 'ѵν',
    w: 'ԝѡ',
    x: 'х',
    y: 'уү',
    z: 'ᴢ',
  },
};
/** Other entries of Unicode's confusables (UTS #39), of scripts that the matcher's table leaves out. */
const rare = {
  ...{
    a: 'ꓮᗅ𐊠⍺',
    b: 'ꓐᑲᖯ𐊡',
    c: 'ꓚⲥ𐐽',
    d: 'ꓓᑯ',
    e: 'ꓰ𑢮℮',
    f: 'ꓝᖴ𑣂',
    g: 'ꓖ',
    h: 'ꓧᕼ',
    i: '⍳𑣃',
    j: 'ꓙᒍ',
    k: 'ꓗⲔᛕ',
    l: 'ꓡᒪ𑢣',
    m: 'ꓟᗰ',
  },
  ...{
    n: 'ꓠⲚ',
    o: 'ꓳⲟ𑣈𐐬',
    p: 'ꓑⲣᑭ',
    r: 'ꓣⲅᖇ',
    s: 'ꓢ𑣁𐑈',
    t: 'ꓔⲦ𐊗',
    u: 'ꓴᑌ𑣘',
    v: 'ꓦᐯ𑣀',
    w: 'ꓪ',
    x: 'ꓫᕽⲬ',
    y: 'ꓬ𑣜Ⲩ',
    z: 'ꓜ𑣄',
  },
};
/** Letters of the generators of fancy text, which are in no list of Unicode's. */
const fancy: readonly Readonly<Record<string, string>>[] = [
  {
    a: '卂',
    b: '乃',
    c: '匚',
    d: 'ᗪ',
    e: '乇',
    f: '千',
    g: 'Ꮆ',
    h: '卄',
    i: '丨',
    k: 'Ҝ',
    l: 'ㄥ',
    m: '爪',
    n: '几',
    o: 'ㄖ',
    p: '卩',
    r: '尺',
    s: '丂',
    t: 'ㄒ',
    u: 'ㄩ',
    v: 'ᐯ',
    w: '山',
    x: '乂',
    y: 'ㄚ',
    z: '乙',
  },
  {
    a: 'ค',
    b: '๒',
    c: 'ς',
    d: '๔',
    e: 'є',
    f: 'Ŧ',
    g: 'ﻮ',
    h: 'ђ',
    i: 'เ',
    k: 'к',
    l: 'ɭ',
    m: '๓',
    n: 'ภ',
    o: '๏',
    p: 'ק',
    r: 'г',
    s: 'ร',
    t: 'Շ',
    u: 'ย',
    v: 'ש',
    w: 'ฬ',
    x: 'א',
    y: 'ץ',
    z: 'չ',
  },
  {
    a: 'ɐ',
    b: 'q',
    c: 'ɔ',
    d: 'p',
    e: 'ǝ',
    f: 'ɟ',
    g: 'ƃ',
    h: 'ɥ',
    i: 'ᴉ',
    k: 'ʞ',
    m: 'ɯ',
    n: 'u',
    p: 'd',
    r: 'ɹ',
    t: 'ʇ',
    v: 'ʌ',
    w: 'ʍ',
    y: 'ʎ',
  },
];
const commonLeet = { a: '4@', e: '3', i: '1!', o: '0', s: '5$', t: '7+', b: '8', g: '9', l: '1|' };
/** What goes beyond one sign for one letter, and rarer signs. */
const rareLeet: Readonly<Record<string, readonly string[]>> = {
  ...{
    a: ['/\\', '^', 'Д'],
    b: ['6', '|3'],
    c: ['(', '<', '¢'],
    d: ['|)', 'cl'],
    e: ['€', '&'],
    f: ['ph'],
    h: ['#', '|-|'],
    k: ['|<', 'x'],
  },
  ...{
    l: ['|_', '£'],
    m: ['/\\/\\', 'nn'],
    n: ['|\\|', '^/'],
    o: ['()', '*'],
    r: ['|2', '®'],
    t: ['†', '+'],
    u: ['|_|', 'v'],
    v: ['\\/'],
    w: ['vv'],
    x: ['><', '×'],
    y: ['¥'],
  },
};
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
