/** Longest and shortest number of a payment card. */
const LENGTHS = { least: 13, most: 19 };

/**
 * Digits in a row, or in the groups in which cards have them, and nothing of a word or of more groups beside them: UUIDs have groups
 * of digits, too.
 */
const DIGITS = /\d{13,}|(?<![\w-])(?:\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -])\d{6}\2\d{4,5})(?![\w-])/g;

/** First digits that card schemes issue, and how long their numbers are. */
const SCHEMES: readonly (readonly [from: string, to: string, lengths: readonly number[]])[] = [
  ['4', '4', [13, 16, 19]], // Visa
  ['51', '55', [16]], // Mastercard
  ['2221', '2720', [16]], // Mastercard
  ['34', '34', [15]], // American Express
  ['37', '37', [15]], // American Express
  ['6011', '6011', [16, 17, 18, 19]], // Discover
  ['644', '659', [16, 17, 18, 19]], // Discover
  ['3528', '3589', [16, 17, 18, 19]], // JCB
  ['300', '305', [14, 16, 19]], // Diners Club
  ['36', '36', [14, 16, 19]], // Diners Club
  ['38', '39', [14, 16, 19]], // Diners Club
  ['62', '62', [16, 17, 18, 19]], // UnionPay
  ['2200', '2204', [16, 17, 18, 19]], // Mir
  ['50', '50', [13, 14, 15, 16, 17, 18, 19]], // Maestro
  ['56', '58', [13, 14, 15, 16, 17, 18, 19]], // Maestro
  ['6304', '6304', [13, 14, 15, 16, 17, 18, 19]], // Maestro
  ['6759', '6763', [13, 14, 15, 16, 17, 18, 19]], // Maestro
];

/**
 * Whether a text has the number of a payment card in it: so many digits, of a scheme's range, with the right check digit. A token
 * of digits alone may look like one: tokens want a letter among their digits.
 *
 * @see ISO/IEC 7812-1, the check digit by H. P. Luhn (US patent 2,950,048)
 */
export function hasCardNumber(text: string): boolean {
  return [...text.matchAll(DIGITS)].some(([run]) => isCardNumber(run.replace(/[ -]/g, '')));
}

function isCardNumber(digits: string): boolean {
  const { length } = digits;
  if (length < LENGTHS.least || length > LENGTHS.most) return false;
  const isIssued = SCHEMES.some(([from, to, lengths]) => {
    const first = digits.slice(0, from.length);
    return lengths.includes(length) && first >= from && first <= to;
  });
  return isIssued && luhn(digits) % 10 === 0;
}

/** Every second digit from the right doubled, and the digits of all of it added up. */
function luhn(digits: string): number {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum;
}

/**
 * Where in what was sent the number of a card stands: names and values, whatever they are nested in.
 *
 * @returns the path to it, of names that hold none themselves, such as `place.note`; `''` for the whole; undefined where there is none
 */
export function cardNumberPath(value: unknown, path = ''): string | undefined {
  if (typeof value !== 'object' || value === null) return hasCardNumber(textOf(value)) ? path : undefined;
  for (const [name, member] of Object.entries(value)) {
    if (hasCardNumber(name)) return path;
    const found = cardNumberPath(member, path ? `${path}.${name}` : name);
    if (found !== undefined) return found;
  }
  return undefined;
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
