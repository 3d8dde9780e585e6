import { z } from 'zod';
import { PriceError, type Tier } from '../price';

/** An offer file of AWS's public price list, as far as it is read. @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-files.html */
const offerSchema = z.object({
  publicationDate: z.string(),
  products: z.record(
    z.string(),
    z.object({ attributes: z.object({ usagetype: z.string(), operation: z.string().optional() }).loose() }),
  ),
  terms: z.object({
    OnDemand: z.record(
      z.string(),
      z.record(
        z.string(),
        z.object({
          priceDimensions: z.record(
            z.string(),
            z.object({
              beginRange: z.string().optional(),
              endRange: z.string().optional(),
              pricePerUnit: z.object({ USD: z.string().optional() }).loose(),
            }),
          ),
        }),
      ),
    ),
  }),
});

export type Offer = z.output<typeof offerSchema>;

export const offerUrl = (base: string, offer: string, region: string): string =>
  `${base}/offers/v1.0/aws/${offer}/current/${region}/index.json`;

/** @throws PriceError when nobody answers, or with something that is no offer file */
export async function fetchOffer(url: string): Promise<Offer> {
  const answer = await fetch(url).catch((error: unknown) => {
    throw new PriceError(`${url}: ${(error as Error).message}`);
  });
  if (!answer.ok) throw new PriceError(`${url}: HTTP ${answer.status}`);
  const parsed = offerSchema.safeParse(await answer.json());
  if (!parsed.success) throw new PriceError(`${url} is no offer file of the price list`);
  return parsed.data;
}

/**
 * Tiers of the one product with such a usage type, the cheapest first; undefined where there is none.
 * @throws PriceError when there are several with different prices: people have to choose
 */
export function tiersOf({ products, terms }: Offer, usageTypes: readonly string[]): readonly Tier[] | undefined {
  const found = Object.entries(products)
    .filter(([, { attributes }]) => usageTypes.includes(attributes.usagetype))
    .map(([sku]) => tiersOfSku(Object.values(terms.OnDemand[sku] ?? {})))
    .filter((tiers) => tiers.some(({ usd }) => usd > 0));
  const different = new Map(found.map((tiers) => [JSON.stringify(tiers), tiers]));
  if (different.size > 1) throw new PriceError(`several products have the usage type ${usageTypes.join(' or ')}`);
  return [...different.values()][0];
}

function tiersOfSku(terms: readonly { readonly priceDimensions: Readonly<Record<string, Dimension>> }[]): Tier[] {
  return terms
    .flatMap(({ priceDimensions }) => Object.values(priceDimensions))
    .map(({ endRange, pricePerUnit: { USD = '0' } }) => ({ end: Number(endRange ?? 'Infinity'), usd: Number(USD) }))
    .map(({ end, usd }) => ({ end: Number.isNaN(end) ? Number.POSITIVE_INFINITY : end, usd }))
    .sort((a, b) => a.end - b.end)
    .map(({ end, usd }) => (Number.isFinite(end) ? { upTo: end, usd } : { usd }));
}

type Dimension = Offer['terms']['OnDemand'][string][string]['priceDimensions'][string];
