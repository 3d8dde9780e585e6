import * as z from 'zod/mini';
import { type Histogram, histogramOf, histogramSchema } from './histogram';

/** How features and scores were spread when a model was rated: what drift is told by. It is part of the model's artefact. */
export const referenceSchema = z.object({
  /** By the feature's name. */
  features: z.record(z.string(), histogramSchema),
  /** Of calibrated probabilities, as answers have them. */
  score: histogramSchema,
});
export type Reference = z.infer<typeof referenceSchema>;

/** Digits of a score in an answer. */
const roundScore = (probability: number): number => Math.round(probability * 1e6) / 1e6;

/**
 * @param columns one a feature, in the order of the names
 * @param probabilities calibrated, of the same rows
 */
export function referenceOf(
  names: readonly string[],
  columns: readonly Float32Array[],
  probabilities: ArrayLike<number>,
): Reference {
  const features: Record<string, Histogram> = {};
  for (const [at, name] of names.entries()) features[name] = histogramOf(columns[at] ?? []);
  return { features, score: histogramOf(Float64Array.from(probabilities, roundScore)) };
}
