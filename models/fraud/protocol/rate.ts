import { dayOf, type Transactions } from '../simulator/transactions';
import { aucRoc, averagePrecision, cardPrecision, recallAtFalsePositiveRate } from './metrics';
import type { Split } from './split';

/** Figures of one model, from 0 to 1. */
export interface Figures {
  readonly auc: number;
  /** Average precision, a transaction. */
  readonly ap: number;
  /** Card precision of the 100 most suspicious a day. */
  readonly cp100: number;
  /** Recall where one of a thousand genuine transactions is stopped. */
  readonly recallAt01Fpr: number;
}

/** Rates scores of a split's test rows, in their order. */
export function rate(transactions: Transactions, { test }: Split, scores: Float64Array): Figures {
  const scored = {
    scores,
    labels: Uint8Array.from(test, (row) => transactions.fraud[row] ?? 0),
    cards: Int32Array.from(test, (row) => transactions.customer[row] ?? 0),
    days: Int32Array.from(test, (row) => dayOf(transactions, row)),
  };
  return {
    auc: aucRoc(scored),
    ap: averagePrecision(scored),
    cp100: cardPrecision(scored, 100),
    recallAt01Fpr: recallAtFalsePositiveRate(scored, 0.001),
  };
}

/** Means over several splits. */
export function meanOf(figures: readonly Figures[]): Figures {
  const mean = (of: (one: Figures) => number) => figures.reduce((sum, one) => sum + of(one), 0) / figures.length;
  return {
    auc: mean(({ auc }) => auc),
    ap: mean(({ ap }) => ap),
    cp100: mean(({ cp100 }) => cp100),
    recallAt01Fpr: mean(({ recallAt01Fpr }) => recallAt01Fpr),
  };
}
