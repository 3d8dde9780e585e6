import type { Reference } from './reference';
import { stabilityIndex } from './stability';

/** A decision as far as drift is told by it. */
export interface WatchedDecision {
  readonly decisionId: string;
  readonly decision: 'approve' | 'review' | 'decline';
  /** Version of the model that scored it. */
  readonly model?: string;
  /** Calibrated probability of fraud. */
  readonly score?: number;
  /** By the names of the features, in their order. */
  readonly features: Float32Array;
  /** What the payment turned out to be, where that is known. */
  readonly fraud?: boolean;
}

export interface DriftInput {
  readonly version: string;
  readonly reference: Reference;
  /** Of the features of a decision. */
  readonly featureNames: readonly string[];
  /** Of late: how features and scores are spread. */
  readonly recent: readonly WatchedDecision[];
  /** Old enough for what they turned out to be to be known. */
  readonly settled: readonly WatchedDecision[];
}

/** Below these nothing is said. */
export interface DriftLeast {
  readonly decisions: number;
  /** Frauds that were expected, or that there were. */
  readonly frauds: number;
}

export interface DriftReport {
  readonly version: string;
  readonly recent: number;
  readonly settled: number;
  /** Population stability index of each feature, the highest first. */
  readonly features?: readonly { readonly name: string; readonly psi: number }[];
  readonly scorePsi?: number;
  /** `factor` says how many times more, or fewer, frauds there were than scores said: 1 is as they said. */
  readonly calibration?: { readonly expected: number; readonly observed: number; readonly factor: number };
  /** Part of the settled decisions that somebody told the outcome of. */
  readonly feedbackShare?: number;
  /** What could not be told, and why. */
  readonly notTold: readonly string[];
}

/** Compares decisions with what their model was made on; whatever there is too little of is left out, and said. */
export function assessDrift(input: DriftInput, least: DriftLeast): DriftReport {
  const { version, recent, settled } = input;
  const scored = scoresBy(version, recent);
  const calibration = calibrationOf(version, settled);
  const enough = {
    features: recent.length >= least.decisions,
    scores: scored.length >= least.decisions,
    calibration: Math.max(calibration.expected, calibration.observed) >= least.frauds,
    feedback: settled.length >= least.decisions,
  };
  const labelled = settled.filter(({ fraud }) => fraud !== undefined).length;
  const unless = (told: boolean, why: string) => (told ? [] : [why]);
  return {
    ...{ version, recent: recent.length, settled: settled.length },
    ...(enough.features && { features: featuresOf(input) }),
    ...(enough.scores && { scorePsi: stabilityIndex(input.reference.score, scored) }),
    ...(labelled > 0 && enough.calibration && { calibration }),
    ...(enough.feedback && { feedbackShare: labelled / settled.length }),
    notTold: [
      ...unless(enough.features, `features: ${recent.length} decisions are too few, ${least.decisions} are needed`),
      ...unless(enough.scores, `scores: ${scored.length} of ${version} are too few, ${least.decisions} are needed`),
      ...unless(labelled > 0, 'calibration: no settled decision has a label'),
      ...unless(
        enough.calibration,
        `calibration: ${calibration.observed} frauds and ${calibration.expected.toFixed(1)} expected ones are too few, ${least.frauds} of either are needed`,
      ),
      ...unless(
        enough.feedback,
        `feedback: ${settled.length} settled decisions are too few, ${least.decisions} are needed`,
      ),
    ],
  };
}

const scoresBy = (version: string, decisions: readonly WatchedDecision[]): number[] =>
  decisions.flatMap(({ model, score }) => (model === version && score !== undefined ? [score] : []));

function featuresOf({ reference, featureNames, recent }: DriftInput) {
  return Object.entries(reference.features)
    .map(([name, histogram]) => {
      const place = featureNames.indexOf(name);
      const values = Float64Array.from(recent, ({ features }) => features[place] ?? Number.NaN);
      return { name, psi: stabilityIndex(histogram, values) };
    })
    .sort((one, other) => other.psi - one.psi);
}

/** Keeps the factor finite where there was none. */
const HALF = 0.5;

/**
 * A payment that nobody complained about is taken for genuine: who tells of frauds seldom tells of anything else. One that was
 * declined without being labelled never had an outcome, and counts on neither side.
 */
function calibrationOf(version: string, settled: readonly WatchedDecision[]) {
  let [expected, observed] = [0, 0];
  for (const { model, score, decision, fraud } of settled) {
    if (model !== version || score === undefined || (decision === 'decline' && fraud === undefined)) continue;
    expected += score;
    if (fraud) observed += 1;
  }
  const [more, fewer] = [Math.max(expected, observed), Math.min(expected, observed)];
  return { expected, observed, factor: (more + HALF) / (fewer + HALF) };
}
