import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { aucRoc, averagePrecision, recallAtFalsePositiveRate } from '../../models/fraud/protocol/metrics';
import { ArchiveError } from './adapters/tar';
import { type Reference, referenceOf } from './domain/drift/reference';
import { encodeEnsemble } from './domain/model/artefact';
import { type Calibration, calibrate, fitCalibration } from './domain/model/calibration';
import { EnsembleError } from './domain/model/ensemble';
import { checkMargins, parseScoredRows } from './domain/model/scored-rows';
import { parseXgboost } from './domain/model/xgboost';

const trainingSchema = z.object({
  library: z.string(),
  parameters: z.record(z.string(), z.number()),
  rows: z.int(),
  frauds: z.int(),
});

/** A model as `npm run train:fraud` writes it: what the bucket of models holds. */
export interface RegisteredModel {
  readonly version: string;
  /** Where it came from. */
  readonly data: string;
  readonly trainedOn: string;
  readonly testedOn: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly metrics: { readonly auc: number; readonly ap: number; readonly recallAt01Fpr: number };
  readonly calibration: Calibration;
  readonly reference: Reference;
  /** Of the trees' bytes. */
  readonly sha256: string;
  /** In base64. */
  readonly trees: string;
}

/**
 * Makes the artefact of what a training job left: scores rows of its own with the converted trees, which have to be the library's
 * scores, and fits the calibration to them.
 *
 * @param files of the job's archive, by name
 * @param origin what the data are, such as the ARN of the model package
 * @param computed names of the features that there are
 * @throws EnsembleError, ArchiveError, RangeError where the model cannot be taken: what is missing, or not as it should be
 */
export function registeredModel(
  files: ReadonlyMap<string, Uint8Array>,
  origin: string,
  computed: readonly string[],
): RegisteredModel {
  const text = (name: string) => {
    const bytes = files.get(name);
    if (bytes) return new TextDecoder().decode(bytes);
    throw new ArchiveError(`the archive has no ${name}, but ${[...files.keys()].join(', ') || 'nothing'}`);
  };
  const ensemble = parseXgboost(text('xgboost-model.json'));
  const unknown = ensemble.featureNames.filter((name) => !computed.includes(name));
  if (unknown.length > 0) throw new EnsembleError(`the model asks for ${unknown.join(', ')}, which is not computed`);
  const { library, parameters, rows, frauds } = trainingSchema.parse(JSON.parse(text('training.json')));
  const scored = parseScoredRows(text('scored.csv'));
  const { labels, columns } = scored;
  const scores = checkMargins(ensemble, scored);
  const calibration = fitCalibration(scores, labels);
  const bytes = encodeEnsemble(ensemble);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const rated = { scores, labels };
  return {
    ...{ version: `xgboost-${sha256.slice(0, 8)}`, data: origin },
    trainedOn: `${rows} payments, ${frauds} frauds, by XGBoost ${library}`,
    testedOn: `${labels.length} payments, ${labels.reduce((sum, label) => sum + label, 0)} frauds`,
    parameters,
    metrics: {
      auc: aucRoc(rated),
      ap: averagePrecision(rated),
      recallAt01Fpr: recallAtFalsePositiveRate(rated, 0.001),
    },
    calibration,
    reference: referenceOf(
      ensemble.featureNames,
      columns,
      scores.map((score) => calibrate(score, calibration)),
    ),
    sha256,
    trees: Buffer.from(bytes).toString('base64'),
  };
}
