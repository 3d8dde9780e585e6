import { createConversion } from '../../../../lambdas/fraud/domain/currency';

const convert = createConversion({ own: 'EUR', rates: { USD: 0.5, JPY: 0.006, KWD: 3 } });

test.each([
  ['the own currency as it stands', 1234, 'EUR', 1234],
  ['by its rate', 1000, 'USD', 500],
  ['yen have no minor unit', 1000, 'JPY', 600],
  ['dinars have a thousand fils', 1000, 'KWD', 300],
  ['an amount is never nothing', 1, 'USD', 1],
  ['a currency that is not taken', 1, 'XXX', undefined],
  ['a name of an object', 1, 'constructor', undefined],
] as const)('%s', (_, amount, currency, expected) => {
  expect(convert(amount, currency)).toBe(expected);
});

test.each(['EUR', 'USD', 'JPY', 'KRW', 'ISK', 'KWD', 'TND', 'CLF'])(
  '%s has as many digits as Intl says',
  (currency) => {
    const options = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
    const one = createConversion({ own: 'EUR', rates: { [currency]: 1 } })(
      10 ** (options.maximumFractionDigits ?? 2),
      currency,
    );
    expect(one).toBe(100);
  },
);
