import { fitCalibration } from '../../../lambdas/fraud/domain/model/calibration';
import { type Artefact, encodedWeights, marginOf, signed } from '../classifier/classifier';
import { categories } from '../data/categories';
import { labelledTexts } from '../data/texts';
import { trainLinear } from './logistic-regression';

/** Goes up with each change of data, encoder or training. */
const VERSION = 1;

export interface Training {
  /** Vectors of the sentences of a text. */
  readonly vectorsOf: (text: string) => Promise<readonly Float32Array[]>;
  /** What makes them. */
  readonly encoder: string;
  readonly seed: number;
  /** Texts of each category, and five times as many that break no rule. */
  readonly count: number;
}

/**
 * One model a category against all else, by single sentences; each calibrated by Platt's scaling on whole texts of templates that it was
 * not trained with. The same for the same vectors.
 */
export async function trainClassifier({ vectorsOf, encoder, seed, count }: Training): Promise<Artefact> {
  const training = labelledTexts({ role: 'train', seed, count, around: 0 });
  const calibrating = labelledTexts({ role: 'calibrate', seed: seed + 1, count });
  const [trained, calibrated] = await Promise.all(
    [training, calibrating].map((texts) => Promise.all(texts.map(({ text }) => vectorsOf(text)))),
  );
  const rows = (trained ?? []).flatMap((vectors, text) => vectors.map((vector) => ({ vector, of: training[text] })));
  const parts = categories.map((category, index) => {
    const vectors = rows.map(({ vector }) => vector);
    const model = trainLinear(vectors, (row) => rows[row]?.of?.category === category, seed + 2 + index);
    const margins = (calibrated ?? []).map((sentences) => marginOf(model, sentences));
    const labels = calibrating.map((text) => (text.category === category ? 1 : 0));
    const { bias, weights } = model;
    return { category, bias, weights: encodedWeights(weights), calibration: fitCalibration(margins, labels) };
  });
  return signed({ version: VERSION, encoder, parts });
}
