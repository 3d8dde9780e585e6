import * as z from 'zod/mini';
import { idSchema } from '../match/pattern';
import { spamFeatures } from './features';

/** One sign of spam: it counts from a value of a feature on. */
export const signatureSchema = z.strictObject({
  id: idSchema,
  feature: z.enum(spamFeatures),
  from: z.number().check(z.gte(0)),
  weight: z.number().check(z.gte(-100), z.lte(100)),
});

/** Weights of the signs that a text shows are added up; a sum says what follows. */
export const spamSchema = z.strictObject({
  category: idSchema,
  signatures: z.array(signatureSchema).check(z.maxLength(100)),
  escalateFrom: z.number(),
  rejectFrom: z.number(),
});
export type SpamRules = z.infer<typeof spamSchema>;
