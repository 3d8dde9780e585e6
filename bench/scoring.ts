import { contributions } from '../lambdas/fraud/domain/model/contributions';
import { type Ensemble, probability, sigmoid } from '../lambdas/fraud/domain/model/ensemble';
import { trainTrees } from '../models/fraud/trainer/train';
import { randomOf } from '../models/random';
import { compare, type Row } from './report';

const SEED = 20_260_101;
const FEATURES = 28;
const TRAINING_ROWS = 5_000;
/** Of each measured loop the quickest run counts: whatever else a machine does makes a run slower, never quicker. */
const RUNS = 15;

export interface ScoringOptions {
  /** @default 200 */
  readonly trees?: number;
  /** Rows scored in each run. @default 1000 */
  readonly rows?: number;
  readonly progress: (text: string) => void;
}

/**
 * Scores payments with trees of depth 5, and explains them. The floor of the scores is the barest walk through the same trees:
 * no missing values, no check of the row; that of the contributions are the scores.
 *
 * @returns rows in milliseconds of processor time for all rows
 */
export function scoring({ trees = 200, rows: count = 1000, progress }: ScoringOptions): Row[] {
  progress(`training ${trees} trees to score with`);
  const random = randomOf(SEED);
  const ensemble = trained(trees, random);
  const rows = Array.from({ length: count }, () => Float32Array.from({ length: FEATURES }, random));
  const bare = bareWalk(ensemble);
  for (const row of rows) {
    if (Math.abs(bare(row) - probability(ensemble, row)) > 1e-4)
      throw new Error('the floor scores other than the model');
  }
  const [floor, scored, explained] = quickest([
    () => rows.reduce((sum, row) => sum + bare(row), 0),
    () => rows.reduce((sum, row) => sum + probability(ensemble, row), 0),
    () => rows.reduce((sum, row) => sum + (contributions(ensemble, row)[0] as number), 0),
  ]) as [number, number, number];
  const size = `${trees} trees, ${count} payments`;
  return [
    compare(`scoring/probability: ${size}`, 'ms', { value: scored, floor }, 1.5),
    compare(`scoring/contributions: ${size}`, 'ms', { value: explained, floor: scored }, 100),
  ];
}

/** Trees as deep and as full as those of a payment model, of columns that all say a little. */
function trained(trees: number, random: () => number): Ensemble {
  const columns = Array.from({ length: FEATURES }, () => Float32Array.from({ length: TRAINING_ROWS }, random));
  const labels = Uint8Array.from({ length: TRAINING_ROWS }, (_, row) => {
    const sum = columns.reduce((all, column, at) => all + Math.sin(at + 6 * (column[row] as number)), 0);
    return random() < sigmoid(sum - 2) ? 1 : 0;
  });
  const featureNames = columns.map((_, at) => `feature${at}`);
  return trainTrees({ columns, labels, featureNames, parameters: { rounds: trees, maxDepth: 5, eta: 0.1 } });
}

function bareWalk({ roots, feature, value, left, baseMargin }: Ensemble): (row: Float32Array) => number {
  const right = left.map((child) => child + 1);
  return (row) => {
    let sum = baseMargin;
    for (let tree = 0; tree < roots.length; tree += 1) {
      let node = roots[tree] as number;
      while ((left[node] as number) >= 0) {
        const isLeft = (row[feature[node] as number] as number) < (value[node] as number);
        node = (isLeft ? left[node] : right[node]) as number;
      }
      sum += value[node] as number;
    }
    return sigmoid(sum);
  };
}

/** Of each subject the quickest of several runs, taken in turn, in milliseconds of processor time. */
function quickest(subjects: readonly (() => number)[]): number[] {
  const best = subjects.map(() => Number.POSITIVE_INFINITY);
  for (let run = 0; run < RUNS; run += 1) {
    for (const [at, subject] of subjects.entries()) {
      const begin = process.cpuUsage();
      // What is asked for has to be used, or it could be left out.
      if (!Number.isFinite(subject())) throw new Error('a score is not finite');
      const { user, system } = process.cpuUsage(begin);
      best[at] = Math.min(best[at] as number, (user + system) / 1000);
    }
  }
  return best;
}
