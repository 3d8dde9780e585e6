import { z } from 'zod';
import { PriceError } from './price';

const day = z.iso.date();

const listed = z.strictObject({
  unit: z.string().min(1),
  tiers: z
    .array(z.strictObject({ upTo: z.number().positive().optional(), usd: z.number().nonnegative() }))
    .min(1)
    .refine((tiers) => tiers.every(({ upTo }, at) => (at === tiers.length - 1) === (upTo === undefined)), {
      message: 'every tier but the last has an end',
    })
    .refine((tiers) => tiers.every(({ upTo }, at) => at === 0 || !upTo || upTo > (tiers[at - 1]?.upTo ?? 0)), {
      message: 'tiers go upwards',
    }),
  freePerMonth: z.number().positive().optional(),
  source: z.url(),
  sourceDate: day,
  confirmed: day.optional(),
  confidence: z.enum(['listed', 'secondary']),
  note: z.string().optional(),
});

/** Where no price of the region was found: the region whose price stands in. */
const standIn = z.strictObject({ as: z.string() });

const tableSchema = z.strictObject({ region: z.string(), prices: z.record(z.string(), z.union([listed, standIn])) });

/** Prices of one region, by id. */
export type PriceTable = z.output<typeof tableSchema>;

/** @throws PriceError that names the file, the price and what is wrong with it */
export function parseTable(value: unknown, file: string): PriceTable {
  const parsed = tableSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new PriceError(`${file} is no price table:\n${issues.join('\n')}`);
}
