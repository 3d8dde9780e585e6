import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Calibration, calibrate } from '../../../lambdas/fraud/domain/model/calibration';
import { canonicalJson } from '../../../lambdas/shared/domain/canonical-json';

const FORMAT = 'moderation-classifier/1';

const partSchema = z.strictObject({
  category: z.string(),
  bias: z.number(),
  /** One for each dimension of a sentence's vector: Float32, little-endian, in Base64. */
  weights: z.string().min(1),
  /** Platt's scaling of a text's log-odds. */
  calibration: z.strictObject({ slope: z.number().positive(), intercept: z.number() }),
});

const fields = z.strictObject({
  format: z.literal(FORMAT),
  version: z.number().int().min(1),
  /** What makes the vectors, with its version. */
  encoder: z.string(),
  parts: z.array(partSchema).min(1),
});
const schema = z.strictObject({ ...fields.shape, /** Of all else, as canonical JSON. */ sha256: z.string() });
export type Artefact = z.infer<typeof schema>;

/** One linear model for a category. */
export interface LinearModel {
  readonly bias: number;
  readonly weights: Float32Array;
}

export const encodedWeights = (weights: Float32Array): string =>
  Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength).toString('base64');
const decodedWeights = (text: string): Float32Array =>
  new Float32Array(new Uint8Array(Buffer.from(text, 'base64')).buffer);

/** Likelihood (0 to 1) of each category. */
export type Scores = Readonly<Record<string, number>>;

export interface Classifier {
  readonly version: number;
  readonly encoder: string;
  readonly categories: readonly string[];
  /** Of a text, by the vectors of its sentences. @throws RangeError where there are none, or they have another length */
  scores(sentences: readonly Float32Array[]): Scores;
}

export const signed = (artefact: Omit<Artefact, 'sha256' | 'format'>): Artefact => {
  const whole = { format: FORMAT, ...artefact } as const;
  return { ...whole, sha256: hashOf(whole) };
};

/** @throws Error for another format, or a hash that is not that of the data */
export function readClassifier(data: unknown): Classifier {
  const { sha256, ...artefact } = schema.parse(data);
  const actual = hashOf(artefact);
  if (sha256 !== actual) throw new Error(`The classifier says it has the SHA-256 ${sha256}, but it has ${actual}`);
  const { version, encoder } = artefact;
  const parts = artefact.parts.map((part) => ({ ...part, weights: decodedWeights(part.weights) }));
  return {
    ...{ version, encoder, categories: parts.map(({ category }) => category) },
    scores: (sentences) =>
      Object.fromEntries(
        parts.map(({ category, calibration, ...model }) => [
          category,
          likelihood(marginOf(model, sentences), calibration),
        ]),
      ),
  };
}

/** Log-odds of a text before calibration: those of its worst sentence, so that harmless ones around it change nothing. */
export function marginOf({ bias, weights }: LinearModel, sentences: readonly Float32Array[]): number {
  if (sentences.length === 0) throw new RangeError('A text without sentences has no scores');
  return Math.max(...sentences.map((vector) => bias + product(weights, vector)));
}

function product(weights: Float32Array, vector: Float32Array): number {
  if (vector.length !== weights.length)
    throw new RangeError(`A sentence has ${vector.length} dimensions; ${weights.length} are read`);
  return vector.reduce((sum, value, at) => sum + value * (weights[at] as number), 0);
}

/** To a ten-thousandth: more digits would say nothing. */
const likelihood = (margin: number, calibration: Calibration): number =>
  Math.round(calibrate(margin, calibration) * 1e4) / 1e4;

const hashOf = (artefact: Omit<Artefact, 'sha256'>): string =>
  createHash('sha256').update(canonicalJson(artefact)).digest('hex');
