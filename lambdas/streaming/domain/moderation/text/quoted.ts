const openers = '"“„«\'‘’';
const closers = '"”“»\'’';
const QUOTED_WITHIN = 100;
const isOfWord = (character: string): boolean => /[\p{L}\p{N}$@]/u.test(character);
const isMark = (code: number): boolean =>
  code === 0x22 || code === 0x27 || code === 0xab || code === 0xbb || (code >= 0x2018 && code <= 0x201e);

/** Whether a quotation is open before a span, and ends after it. */
export function isQuoted(text: string, from: number, to: number): boolean {
  for (let index = from - 1; index >= Math.max(0, from - QUOTED_WITHIN); index -= 1) {
    if (!isMark(text.charCodeAt(index))) continue;
    // Between letters it is an apostrophe, and after a letter the end of a quotation.
    const isAfterLetter = isOfWord(text.charAt(index - 1));
    if (isAfterLetter && isOfWord(text.charAt(index + 1))) continue;
    return !isAfterLetter && openers.includes(text.charAt(index)) && closesAfter(text, to);
  }
  return false;
}

function closesAfter(text: string, to: number): boolean {
  for (let index = to; index < Math.min(text.length, to + QUOTED_WITHIN); index += 1) {
    if (isMark(text.charCodeAt(index)) && closers.includes(text.charAt(index)) && !isOfWord(text.charAt(index + 1)))
      return true;
  }
  return false;
}
