import { championFeatureNames, marginsOf, trainChampion } from '../../../models/fraud/champion/champion';
import { historyFeatures } from '../../../models/fraud/features/history-features';
import { logisticMargins, trainLogistic, trainXgboost } from '../../../models/fraud/protocol/baselines';
import { type Columns, pickRows, type RowRange } from '../../../models/fraud/protocol/columns';
import { handbookFeatures } from '../../../models/fraud/protocol/handbook-features';
import { type Figures, meanOf, rate } from '../../../models/fraud/protocol/rate';
import { rangeOfDays, type Split, splitAt, WEEK } from '../../../models/fraud/protocol/split';
import type { Transactions } from '../../../models/fraud/simulator/transactions';

export const modelNames = ['handbook-logistic-regression', 'handbook-xgboost', 'champion'] as const;

export type ModelName = (typeof modelNames)[number];

export type SplitName = 'single' | 'four-weeks';

/** Figures of one model; of four weeks they are means. */
export interface Row extends Figures {
  readonly model: ModelName;
  readonly split: SplitName;
}

/** Columns of one range of rows. */
interface Features {
  readonly range: RowRange;
  readonly handbook: Columns;
  readonly history: Columns;
}

/** Trains on a week's columns, and scores rows by their index into all columns. */
type Train = (train: Columns, labels: Uint8Array) => (columns: Columns, rows: Int32Array) => Float64Array;

const models: Readonly<Record<ModelName, { readonly reads: 'handbook' | 'history'; readonly train: Train }>> = {
  'handbook-logistic-regression': {
    reads: 'handbook',
    train: (columns, labels) => {
      const model = trainLogistic(columns, labels);
      return (all, rows) => logisticMargins(model, all, rows);
    },
  },
  'handbook-xgboost': { reads: 'handbook', train: (columns, labels) => scoring(trainXgboost(columns, labels)) },
  champion: { reads: 'history', train: (columns, labels) => scoring(trainChampion(columns, labels)) },
};

const scoring =
  (ensemble: Parameters<typeof marginsOf>[0]) =>
  (columns: Columns, rows: Int32Array): Float64Array =>
    marginsOf(ensemble, columns, rows);

export interface EvaluateOptions {
  /** Days since the start of the data on which the training weeks begin; the first is the single split. */
  readonly trainDays: readonly number[];
  /** Told what was just done. */
  readonly note: (text: string) => void;
}

/**
 * Trains and rates every model on every split.
 *
 * @throws RangeError where the data end before the last test week does
 */
export function evaluate(transactions: Transactions, { trainDays, note }: EvaluateOptions): Row[] {
  const splits = trainDays.map((day) => splitAt(transactions, day));
  const features = featuresOf(transactions, splits, note);
  return modelNames.flatMap((model) => {
    const figures = splits.map((split) => {
      const one = evaluateOne(transactions, model, split, features);
      note(`${model}, test from day ${split.testDay}: AP ${one.ap.toFixed(3)}`);
      return one;
    });
    const [single] = figures;
    if (!single) throw new RangeError('Nothing can be rated without a training week');
    return [
      { model, split: 'single', ...single },
      { model, split: 'four-weeks', ...meanOf(figures) },
    ];
  });
}

function featuresOf(transactions: Transactions, splits: readonly Split[], note: (text: string) => void): Features {
  const first = Math.min(...splits.map(({ trainDay }) => trainDay));
  const last = Math.max(...splits.map(({ testDay }) => testDay)) + WEEK;
  const range = rangeOfDays(transactions, first, last);
  const handbook = handbookFeatures(transactions, range);
  note(`the handbook's features: ${range.to - range.from} rows`);
  const onDay = (day: number) => void (day % 20 === 0 && day > 0 && note(`replayed ${day} of ${last} days`));
  const history = historyFeatures(transactions, range, { names: championFeatureNames, onDay });
  return { range, handbook, history };
}

function evaluateOne(
  transactions: Transactions,
  name: ModelName,
  split: Split,
  { range, ...features }: Features,
): Figures {
  const { reads, train } = models[name];
  const columns = features[reads];
  const inRange = (rows: Int32Array) => rows.map((row) => row - range.from);
  const labels = Uint8Array.from(split.train, (row) => transactions.fraud[row] ?? 0);
  const score = train(pickRows(columns, inRange(split.train)), labels);
  return rate(transactions, split, score(columns, inRange(split.test)));
}
