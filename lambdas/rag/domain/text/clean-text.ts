/**
 * What nobody sees: soft hyphens, zero-width spaces, byte order marks, direction controls, and the tag characters by which
 * text is hidden from people and shown to models. Joiners stay: Persian and emoji need them.
 */
const invisible = /[\u00AD\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\u{E0000}-\u{E007F}]/gu;
const controls = /(?![\n\t])\p{Cc}|\p{Noncharacter_Code_Point}/gu;
/** A bullet of the fonts Symbol and Wingdings, as PDF and DOCX have it. */
const symbolBullet = /[\uF0B7\uF0A7\uF0D8]/g;
const privateUse = /\p{Co}/gu;
const ligatures = /[\uFB00-\uFB06]/g;
const lineEnds = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const blanks = /[\t\p{Zs}]/gu;

/** A text with nothing in it that cannot be read: the same for what looks the same, and cleaning it again changes nothing. */
function readable(text: string): string {
  return text
    .toWellFormed()
    .replace(lineEnds, '\n')
    .replace(symbolBullet, '•')
    .replace(invisible, '')
    .replace(controls, '')
    .replace(privateUse, '')
    .replace(ligatures, (character) => character.normalize('NFKC'))
    .normalize('NFC');
}

/** Prose: runs of blanks are one, lines have none at their ends, and none is empty. */
export function cleanText(text: string): string {
  return readable(text)
    .replace(blanks, ' ')
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** Code: as prose, but lines keep their indentation, and single empty lines stay. */
export function cleanCode(text: string): string {
  return readable(text)
    .replace(/\t/g, '  ')
    .replace(blanks, ' ')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
}

/** On one line: titles, headings, names of columns. */
export const cleanLine = (text: string): string => cleanText(text).replaceAll('\n', ' ');
