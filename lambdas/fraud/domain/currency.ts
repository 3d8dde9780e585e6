import * as z from 'zod/mini';

/** The currencies that a stage takes: what one unit of each is worth in the stage's own. */
export const currenciesSchema = z.object({
  own: z.string(),
  rates: z.record(z.string().check(z.regex(/^[A-Z]{3}$/)), z.number().check(z.gt(0))),
});
export type Currencies = z.infer<typeof currenciesSchema>;

/** @returns undefined for a currency that the stage does not take */
export type ToOwnCurrency = (amount: number, currency: string) => number | undefined;

/**
 * Turns minor units of any currency into those of the stage's own, by the stage's fixed rates: features and costs compare
 * amounts, and a rate that moved would move history.
 */
export function createConversion({ own, rates }: Currencies): ToOwnCurrency {
  const factors = new Map(
    Object.entries({ ...rates, [own]: 1 }).map(([currency, rate]) => [
      currency,
      rate * 10 ** (minorDigits(own) - minorDigits(currency)),
    ]),
  );
  return (amount, currency) => {
    const factor = factors.get(currency);
    return factor === undefined ? undefined : Math.max(1, Math.round(amount * factor));
  };
}

/** Currencies that do not have two digits behind the point. `Intl` knows them, too, and takes 15 ms of a start to say so. */
const digitsOf: Readonly<Record<number, readonly string[]>> = {
  0: [
    'BIF',
    'CLP',
    'DJF',
    'GNF',
    'ISK',
    'JPY',
    'KMF',
    'KRW',
    'PYG',
    'RWF',
    'UGX',
    'UYI',
    'VND',
    'VUV',
    'XAF',
    'XOF',
    'XPF',
  ],
  3: ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'],
  4: ['CLF', 'UYW'],
};

/** @see ISO 4217, list one */
function minorDigits(currency: string): number {
  const [digits] = Object.entries(digitsOf).find(([, currencies]) => currencies.includes(currency)) ?? ['2'];
  return Number(digits);
}
