import { addTo, emptyRing, mergeRings, type Ring, type RingShape, readRing, takeFrom } from './ring';
import { type WindowName, windows } from './windows';

/** A label that became known. */
export interface Feedback {
  /** Of the payment, milliseconds since 1970. */
  readonly occurredAt: number;
  /** Of the payment, in minor units. */
  readonly amount: number;
  readonly fraud: boolean;
  /** When the label became known, milliseconds since 1970; not before `occurredAt`. */
  readonly learnedAt: number;
  /**
   * The feature `amount_ratio` as it was when the payment was decided: it tells a fraud that its own amount explains from one that
   * speaks against the merchant. Without it no fraud counts as explained.
   */
  readonly amountRatio?: number;
}

/** What a label said: a fraud is explained where the amount alone would have told it. */
export type Verdict = 'genuine' | 'fraud' | 'explained';

export const verdicts: readonly Verdict[] = ['genuine', 'fraud', 'explained'];

/**
 * From here on a payment's amount is no longer the account's usual. Where amounts are spread normally by half of their mean, as the
 * simulated ones are, fewer than one in a hundred genuine ones reach it, and most of those that are five times as high do.
 */
export const HIGH_RATIO = 2.2;

export const verdictOf = ({ fraud, amountRatio = Number.NaN }: Feedback): Verdict => {
  if (!fraud) return 'genuine';
  return amountRatio >= HIGH_RATIO ? 'explained' : 'fraud';
};

/** One of the labels of the payments that occurred last; seconds since 1970. */
export interface KnownLabel {
  readonly at: number;
  readonly verdict: Verdict;
}

/** Labels an entity's payments got: counts by when they became known, and those of the latest payments one by one. */
export interface KnownLabels {
  /** In the order of `labelWindows`. */
  readonly rings: readonly Ring[];
  /** Newest payment first, at most `MOST_LABELS`. */
  readonly latest: readonly KnownLabel[];
}

export const MOST_LABELS = 32;

export const labelWindows = ['1d', '7d', '28d'] as const satisfies readonly WindowName[];

export type LabelWindow = (typeof labelWindows)[number];

const COUNT_LIMIT = 2 ** 21 - 1;

/** Lanes: all labels, frauds, frauds that no amount explains. */
export const labelRings: readonly RingShape[] = labelWindows.map((name) => ({
  ...windows[name],
  combine: 'sum',
  limits: [COUNT_LIMIT, COUNT_LIMIT, COUNT_LIMIT],
}));

export const noLabels: KnownLabels = { rings: labelRings.map(emptyRing), latest: [] };

export function learnLabel({ rings, latest }: KnownLabels, feedback: Feedback): KnownLabels {
  const counts = countsOf(feedback);
  return {
    rings: labelRings.map((shape, index) => addTo(shape, rings[index] as Ring, feedback.learnedAt, counts)),
    latest: withLabel(latest, labelOf(feedback)),
  };
}

/**
 * Puts a label in the place of another one of the same payment that was learnt here: what is known is then as if that had never been
 * told, and the new one now. Only which of the labels of one second is the last of `MOST_LABELS` may differ: those behind are not kept.
 *
 * @param after learnt no earlier than `before`
 */
export function correctLabel({ rings, latest }: KnownLabels, before: Feedback, after: Feedback): KnownLabels {
  const counts = countsOf(before);
  const wrong = labelOf(before);
  const at = latest.findIndex((one) => byTime(wrong, one) === 0);
  const labels = {
    rings: labelRings.map((shape, index) => takeFrom(shape, rings[index] as Ring, before.learnedAt, counts)),
    latest: at < 0 ? latest : latest.toSpliced(at, 1),
  };
  return learnLabel(labels, after);
}

function countsOf(feedback: Feedback): readonly number[] {
  const verdict = verdictOf(feedback);
  return [1, verdict === 'genuine' ? 0 : 1, verdict === 'fraud' ? 1 : 0];
}

const labelOf = (feedback: Feedback): KnownLabel => ({
  at: Math.floor(feedback.occurredAt / 1000),
  verdict: verdictOf(feedback),
});

export const mergeLabels = (left: KnownLabels, right: KnownLabels): KnownLabels => ({
  rings: labelRings.map((shape, index) => mergeRings(shape, left.rings[index] as Ring, right.rings[index] as Ring)),
  latest: newest([...left.latest, ...right.latest]),
});

/** Labels that became known within a window before `now` (milliseconds). */
export function countLabels(
  { rings }: KnownLabels,
  window: LabelWindow,
  what: 'labels' | 'frauds' | 'unexplained',
  now: number,
): number {
  const index = labelWindows.indexOf(window);
  const lane = what === 'labels' ? 0 : what === 'frauds' ? 1 : 2;
  return readRing(labelRings[index] as RingShape, rings[index] as Ring, lane, now);
}

const rank = ({ verdict }: KnownLabel): number => verdicts.indexOf(verdict);

const byTime = (left: KnownLabel, right: KnownLabel): number => right.at - left.at || rank(left) - rank(right);

const newest = (labels: KnownLabel[]): KnownLabel[] => labels.sort(byTime).slice(0, MOST_LABELS);

function withLabel(latest: readonly KnownLabel[], label: KnownLabel): readonly KnownLabel[] {
  const at = latest.findIndex((one) => byTime(label, one) <= 0);
  const inserted = latest.toSpliced(at < 0 ? latest.length : at, 0, label);
  return inserted.length > MOST_LABELS ? inserted.slice(0, MOST_LABELS) : inserted;
}
