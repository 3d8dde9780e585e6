import fc from 'fast-check';
import { cardNumberPath, hasCardNumber } from '../../../../lambdas/fraud/domain/card-number';

/** Numbers that schemes and processors publish for tests. */
const published = {
  visa: '4111111111111111',
  'visa of 13 digits': '4222222222222',
  mastercard: '5555555555554444',
  'mastercard, second series': '2223003122003222',
  'american express': '378282246310005',
  discover: '6011111111111117',
  jcb: '3530111333300000',
  'diners club': '30569309025904',
  unionpay: '6200000000000005',
};

test.each(Object.entries(published))('%s is the number of a card, alone and in groups and among words', (_, digits) => {
  const grouped = digits.length > 15 ? (digits.match(/.{1,4}/g) ?? []) : [digits];
  for (const text of [digits, grouped.join(' '), grouped.join('-'), `tok_${digits}`, `to ${digits}, please`])
    expect([text, hasCardNumber(text)]).toEqual([text, true]);
});

test('one wrong digit makes it none: what Luhn checks', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(published)),
      fc.nat(11),
      fc.integer({ min: 1, max: 9 }),
      (digits, place, more) => {
        const at = digits.length - 1 - place;
        const changed = `${digits.slice(0, at)}${(Number(digits[at]) + more) % 10}${digits.slice(at + 1)}`;
        return !hasCardNumber(changed);
      },
    ),
  );
});

test.each([
  ['a token', 'tok_1MqLiJ2eZvKYlo2C8QXbVZbL'],
  ['a UUID', '0192f1c4-2f4e-7b61-a2a3-0d2f6f0f3a11'],
  ['a time in nanoseconds', '1764356400000000000'],
  ['an IBAN', 'DE89 3704 0044 0532 0130 00'],
  ['a telephone number', '+49 30 901820'],
  ['a date and a time', '2026-11-28T19:00:00.000Z'],
])('%s is none', (_, text) => {
  expect(hasCardNumber(text)).toBe(false);
});

test('the path says where, and never repeats a number that is a name', () => {
  const card = published.visa;
  expect(cardNumberPath({ a: { b: [1, `x ${card}`] } })).toBe('a.b.1');
  expect(cardNumberPath({ a: { [card]: 1 } })).toBe('a');
  expect(cardNumberPath(card)).toBe('');
  expect(cardNumberPath({ amount: Number(card) })).toBe('amount');
  expect(cardNumberPath({ amount: 1_000, card: 'tok_a', none: null })).toBeUndefined();
});

test('no UUID is one, whatever its digits', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.stringMatching(/^4\d{7}-\d{4}-\d{4}-\d{4}-\d{12}$/), (any, ofDigits) => {
      return !hasCardNumber(any) && !hasCardNumber(ofDigits);
    }),
    { numRuns: 5_000 },
  );
});
