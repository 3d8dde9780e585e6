import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../../../../../models/fraud/xgboost/golden');

const read = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));

function float32(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
}

/** Parts of the same length, one after the other. */
const split = (all: Float32Array, length: number): Float32Array[] =>
  Array.from({ length: all.length / length }, (_, at) => all.subarray(at * length, (at + 1) * length));

const data = read('data');

export const featureNames: readonly string[] = data.featureNames;
export const labels = float32(data.training.labels);
/** Of the training rows. */
export const columns = split(float32(data.training.columns), labels.length);
/** 1,000 other rows. */
export const rows = split(float32(data.scored.rows), featureNames.length);

/** The golden sets by name: a model with what XGBoost itself makes of the rows. */
export const goldenNames = ['plain', 'regularised', 'weighted', 'sampled-histogram'] as const;

export function golden(name: (typeof goldenNames)[number]) {
  const { parameters, model, margins, probabilities, contributions } = read(name);
  return {
    parameters: parameters as { readonly rounds: number; readonly [name: string]: number },
    model: JSON.stringify(model),
    margins: float32(margins),
    probabilities: float32(probabilities),
    /** Of the first rows. */
    contributions: split(float32(contributions), featureNames.length + 1),
  };
}
