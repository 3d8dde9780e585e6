import { featureNames } from '../../../lambdas/fraud/domain/features/features-of';

/** What the audit stream says of a decision or of a label, as far as training needs it. */
export interface AuditLine {
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A decision with what its payment turned out to be. */
export interface Example {
  readonly decisionId: string;
  /** Milliseconds since the epoch. */
  readonly decidedAt: number;
  readonly fraud: boolean;
  /** As they were when it was decided, in the order of `featureNames`. */
  readonly features: Float32Array;
}

export interface ExportOptions {
  /** Days until outcomes are known: younger decisions are left out, and as many days lie between training and validation. */
  readonly labelDays: number;
  /** The last days of all are for validation. */
  readonly validationDays: number;
}

export interface TrainingData {
  readonly train: readonly Example[];
  readonly validation: readonly Example[];
  /** Decisions that are in neither, by why. */
  readonly leftOut: { readonly declined: number; readonly young: number; readonly between: number };
}

const DAY_MS = 86_400_000;

/** Collects events, in any order and however often they come. */
export class TrainingExport {
  readonly #decisions = new Map<string, Example & { readonly declined: boolean }>();
  readonly #labels = new Map<string, boolean>();

  /** @throws RangeError for a decision whose features are others than those of this version */
  add({ action, details }: AuditLine): void {
    const decisionId = String(details.decisionId);
    if (action === 'feedback.learnt') this.#labels.set(decisionId, details.fraud === true);
    if (action !== 'decision.made') return;
    const bytes = new Uint8Array(Buffer.from(String(details.features), 'base64'));
    if (bytes.length !== featureNames.length * 4) {
      throw new RangeError(
        `decision ${decisionId} has ${bytes.length / 4} features, this version computes ${featureNames.length}: export what was decided since`,
      );
    }
    this.#decisions.set(decisionId, {
      ...{ decisionId, decidedAt: Number(details.decidedAt), fraud: false, declined: details.decision === 'decline' },
      features: new Float32Array(bytes.buffer),
    });
  }

  /**
   * A payment that nobody complained about is genuine once its outcome would be known. One that was declined without a label never
   * had an outcome and is left out: what a model declines it learns nothing more of.
   *
   * @param until milliseconds since the epoch: the time of the export
   */
  finish(until: number, { labelDays, validationDays }: ExportOptions): TrainingData {
    const settled = until - labelDays * DAY_MS;
    const validFrom = settled - validationDays * DAY_MS;
    const trainUntil = validFrom - labelDays * DAY_MS;
    const [train, validation]: [Example[], Example[]] = [[], []];
    const leftOut = { declined: 0, young: 0, between: 0 };
    const all = [...this.#decisions.values()].sort((one, other) => one.decidedAt - other.decidedAt);
    for (const { declined, ...decision } of all) {
      const label = this.#labels.get(decision.decisionId);
      if (declined && label === undefined) leftOut.declined += 1;
      else if (decision.decidedAt >= settled) leftOut.young += 1;
      else if (decision.decidedAt >= validFrom) validation.push({ ...decision, fraud: label === true });
      else if (decision.decidedAt >= trainUntil) leftOut.between += 1;
      else train.push({ ...decision, fraud: label === true });
    }
    return { train, validation, leftOut };
  }
}

/** Rows as `models/fraud/xgboost/train.py` reads them: `label`, then features by name; an empty cell is a missing value. */
export function* csvOf(examples: readonly Example[], names: readonly string[]): Generator<string> {
  const places = names.map((name) => featureNames.indexOf(name));
  yield `${['label', ...names].join(',')}\n`;
  for (const { fraud, features } of examples) {
    const cells = places.map((place) => {
      const value = features[place] as number;
      return Number.isNaN(value) ? '' : String(value);
    });
    yield `${[fraud ? 1 : 0, ...cells].join(',')}\n`;
  }
}
