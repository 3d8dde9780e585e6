import type { Calibration } from '../../../lambdas/fraud/domain/model/calibration';
import type { Figures } from '../protocol/rate';
import type { TrainingParameters } from '../trainer/parameters';
import type { Reliability } from './reliability';
import type { Share } from './share';
import type { Slice } from './slices';

/** Days of one week, their payments and frauds. */
export interface Week {
  readonly from: string;
  readonly to: string;
  readonly rows: number;
  readonly frauds: number;
}

/** Where payments came from: a simulation that anyone can run again, or a file. */
export type Origin =
  | { readonly kind: 'simulated'; readonly seed: number }
  | { readonly kind: 'file'; readonly name: string; readonly sha256: string };

export interface DataCard {
  readonly origin: Origin;
  readonly transactions: number;
  readonly frauds: number;
  readonly customers: number;
  readonly terminals: number;
  /** First and last day. */
  readonly from: string;
  readonly to: string;
}

/** What a model was made of, how good it is, and for whom: all that its model card says. */
export interface ModelCard {
  readonly version: string;
  /** Of the trees: the model that the card is about. */
  readonly sha256: string;
  /** The command that makes it again. */
  readonly command: string;
  readonly data: DataCard;
  readonly trainedOn: Week;
  /** Without customers whose frauds are known, as the handbook has it. */
  readonly testedOn: Week;
  readonly featureNames: readonly string[];
  readonly parameters: Partial<TrainingParameters>;
  readonly metrics: Figures;
  readonly calibration: Calibration;
  /** Crosswise: each half of the test's days by the calibration that the other half gives. */
  readonly reliability: Reliability;
  /** Where one of a thousand genuine payments is stopped: what groups are compared at. */
  readonly threshold: { readonly falsePositiveRate: number; readonly margin: number; readonly probability: number };
  readonly overall: Pick<Slice, 'recall' | 'falsePositiveRate'>;
  readonly slices: readonly Slice[];
  /** By what the simulator did, where it tells. */
  readonly scenarios: Readonly<Record<string, Share>>;
}
