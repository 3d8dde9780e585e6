import { createHash } from 'node:crypto';
import { type Reference, referenceOf } from '../../../lambdas/fraud/domain/drift/reference';
import { encodeEnsemble } from '../../../lambdas/fraud/domain/model/artefact';
import { type Calibration, calibrate, fitCalibration } from '../../../lambdas/fraud/domain/model/calibration';
import type { Ensemble } from '../../../lambdas/fraud/domain/model/ensemble';
import type { ModelCard, Week } from '../../../models/fraud/card/model-card';
import { reliabilityOf } from '../../../models/fraud/card/reliability';
import { type Share, shareOf } from '../../../models/fraud/card/share';
import { countsOf, sliceFeatureNames, slicesOf } from '../../../models/fraud/card/slices';
import {
  championFeatureNames,
  championParameters,
  marginsOf,
  trainChampion,
} from '../../../models/fraud/champion/champion';
import { historyFeatures } from '../../../models/fraud/features/history-features';
import { type Columns, pickRows } from '../../../models/fraud/protocol/columns';
import { thresholdAtFalsePositiveRate } from '../../../models/fraud/protocol/metrics';
import { rate } from '../../../models/fraud/protocol/rate';
import { rangeOfDays, type Split, splitAt, WEEK } from '../../../models/fraud/protocol/split';
import { dayOf, type Transactions } from '../../../models/fraud/simulator/transactions';
import { dateOfDay, type Source } from './source';

export interface TrainedModel {
  readonly bytes: Uint8Array;
  readonly card: ModelCard;
  readonly reference: Reference;
}

/** Genuine payments that are stopped where groups are compared. */
const FALSE_POSITIVE_RATE = 0.001;

/** Rows that the model is rated on, by their index into the columns of a range. */
interface Rated {
  readonly rows: Int32Array;
  readonly scores: Float64Array;
  readonly labels: Uint8Array;
}

/**
 * Trains our model on a week and rates it a fortnight later: nothing is trained on the test week, to whose scores the calibration
 * is fitted. The same transactions give the same bytes.
 */
export function trainModel(
  source: Source,
  trainDay: number,
  command: string,
  note: (text: string) => void,
): TrainedModel {
  const { transactions } = source;
  const split = splitAt(transactions, trainDay);
  const range = rangeOfDays(transactions, trainDay, split.testDay + WEEK);
  const names = [...new Set([...championFeatureNames, ...sliceFeatureNames])];
  const all = historyFeatures(transactions, range, { names });
  note('features are there');
  const named = (wanted: readonly string[]): Columns => wanted.map((name) => all[names.indexOf(name)] as Float32Array);
  const columns = named(championFeatureNames);
  const labelsOf = (rows: Int32Array) => Uint8Array.from(rows, (row) => transactions.fraud[row] ?? 0);
  const inRange = (rows: Int32Array) => rows.map((row) => row - range.from);
  const ensemble = trainChampion(pickRows(columns, inRange(split.train)), labelsOf(split.train), (round) => {
    if (round % 50 === 0) note(`${round} trees`);
  });
  const rows = inRange(split.test);
  const rated: Rated = { rows, scores: marginsOf(ensemble, columns, rows), labels: labelsOf(split.test) };
  const calibration = fitCalibration(rated.scores, rated.labels);
  const bytes = encodeEnsemble(ensemble);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const card: ModelCard = {
    version: `champion-${sha256.slice(0, 8)}`,
    ...{ sha256, command, data: source.card },
    trainedOn: weekOf(transactions, split.trainDay, split.train),
    testedOn: weekOf(transactions, split.testDay, split.test),
    featureNames: championFeatureNames,
    parameters: championParameters,
    metrics: rate(transactions, split, rated.scores),
    calibration,
    reliability: reliabilityOf(crosswise(transactions, split, rated), rated.labels),
    ...fairnessOf(transactions, split, rated, named(sliceFeatureNames), calibration),
  };
  return { bytes, card, reference: referenceOfWeek(transactions, split, { ensemble, columns, calibration }) };
}

function weekOf(transactions: Transactions, day: number, rows: Int32Array): Week {
  const frauds = rows.reduce((sum, row) => sum + (transactions.fraud[row] ?? 0), 0);
  const [from, to] = [dateOfDay(transactions, day), dateOfDay(transactions, day + WEEK - 1)];
  return { from, to, rows: rows.length, frauds };
}

/** Probabilities of each half of the days by the calibration that the other half gives. */
function crosswise(transactions: Transactions, { test }: Split, { scores, labels }: Rated): Float64Array {
  const probabilities = new Float64Array(scores.length);
  const halfOf = (at: number) => dayOf(transactions, test[at] as number) % 2;
  for (const half of [0, 1]) {
    const others = Int32Array.from(scores.keys()).filter((at) => halfOf(at) !== half);
    const fit = fitCalibration(
      Float64Array.from(others, (at) => scores[at] as number),
      Uint8Array.from(others, (at) => labels[at] as number),
    );
    for (const [at, score] of scores.entries()) if (halfOf(at) === half) probabilities[at] = calibrate(score, fit);
  }
  return probabilities;
}

function fairnessOf(
  transactions: Transactions,
  { test }: Split,
  rated: Rated,
  columns: Columns,
  calibration: Calibration,
): Pick<ModelCard, 'threshold' | 'overall' | 'slices' | 'scenarios'> {
  const margin = thresholdAtFalsePositiveRate(rated, FALSE_POSITIVE_RATE);
  return {
    threshold: { falsePositiveRate: FALSE_POSITIVE_RATE, margin, probability: calibrate(margin, calibration) },
    overall: countsOf(rated, margin),
    slices: slicesOf(columns, rated, margin),
    scenarios: scenariosOf(transactions, test, rated, margin),
  };
}

const scenarioNames = { 1: 'an amount above 220', 2: 'a terminal was compromised', 3: 'a card leaked' } as const;

function scenariosOf(transactions: Transactions, test: Int32Array, { scores }: Rated, threshold: number) {
  const found: Record<string, Share> = {};
  for (const [scenario, name] of Object.entries(scenarioNames)) {
    const rows = Array.from(test.keys()).filter((at) => transactions.scenario[test[at] as number] === Number(scenario));
    if (rows.length === 0) continue;
    found[name] = shareOf(rows.filter((at) => (scores[at] as number) >= threshold).length, rows.length);
  }
  return found;
}

/** Of all payments of the test week, as they come: those of customers whose frauds are known, too. */
function referenceOfWeek(
  transactions: Transactions,
  { trainDay, testDay }: Split,
  {
    ensemble,
    columns,
    calibration,
  }: { readonly ensemble: Ensemble; readonly columns: Columns; readonly calibration: Calibration },
): Reference {
  const { from: first } = rangeOfDays(transactions, trainDay, testDay);
  const { from, to } = rangeOfDays(transactions, testDay, testDay + WEEK);
  const rows = Int32Array.from({ length: to - from }, (_, at) => from - first + at);
  const probabilities = marginsOf(ensemble, columns, rows).map((margin) => calibrate(margin, calibration));
  return referenceOf(championFeatureNames, pickRows(columns, rows), probabilities);
}
