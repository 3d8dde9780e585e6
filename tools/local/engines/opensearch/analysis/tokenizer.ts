/** Scripts written without spaces: Lucene takes ideographs and Hiragana one by one, and runs of the others as one token. */
const single = String.raw`[\p{sc=Han}\p{sc=Hiragana}]`;
const unspaced = String.raw`[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]`;

const attached = String.raw`[\p{M}\u200d\u00ad\u2060]*`;
const letter = String.raw`[\p{Alphabetic}--[${single}${unspaced}\p{Nd}\p{M}]]`;
const digit = String.raw`\p{Nd}`;
/** What joins two letters, and what joins two digits (Unicode's MidLetter, MidNum and MidNumLet). */
const midLetter = String.raw`[':.\u00b7\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a]`;
const midDigit = String.raw`[',.;\u2018\u2019\u2024\ufe10\ufe50\ufe54\uff07\uff0c\uff0e\uff1b]`;

const word =
  `(?:${letter}${attached}(?:${midLetter}${attached}(?=${letter}))?` +
  `|${digit}${attached}(?:${midDigit}${attached}(?=${digit}))?` +
  `|_${attached})+`;

const token = new RegExp(`${single}${attached}|${unspaced}${attached}(?:${unspaced}${attached})*|${word}`, 'gv');
const onlyJoiners = /^_+$/;

/** Longer tokens are cut, as Lucene does. */
const MAX_LENGTH = 255;

/**
 * Words by Unicode's rules for word boundaries, as Lucene's StandardTokenizer finds them. Emoji are passed over.
 * @see https://unicode.org/reports/tr29/#Word_Boundaries
 */
export function tokenize(text: string): string[] {
  const found = text.match(token) ?? [];
  const words = found.filter((word) => word.charCodeAt(0) !== 0x5f || !onlyJoiners.test(word));
  return words.some((word) => word.length > MAX_LENGTH) ? words.flatMap(cut) : words;
}

function cut(word: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start < word.length; start += MAX_LENGTH) parts.push(word.slice(start, start + MAX_LENGTH));
  return parts;
}
