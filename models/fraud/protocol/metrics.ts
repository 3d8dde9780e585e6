/** Scores and labels, an entry a transaction; higher is more suspicious. */
export interface Scored {
  readonly scores: Float64Array;
  /** 1 is fraud. */
  readonly labels: Uint8Array;
}

/** Of some threshold, counted over all transactions of at least that score. */
interface Point {
  readonly score: number;
  readonly frauds: number;
  readonly genuine: number;
}

/** The counts at each distinct score, from the highest down: transactions of equal scores come in together. */
function* curve({ scores, labels }: Scored): Generator<Point> {
  const order = Int32Array.from(scores.keys()).sort((left, right) => (scores[right] ?? 0) - (scores[left] ?? 0));
  let frauds = 0;
  for (let index = 0; index < order.length; index += 1) {
    frauds += labels[order[index] as number] ?? 0;
    const isLast = index + 1 === order.length || scores[order[index + 1] as number] !== scores[order[index] as number];
    if (isLast) yield { score: scores[order[index] as number] ?? 0, frauds, genuine: index + 1 - frauds };
  }
}

const fraudsIn = ({ labels }: Scored): number => labels.reduce((sum, label) => sum + label, 0);

/** Area under the ROC curve: the chance that a fraud scores above a genuine one, ties counting half. NaN where either is missing. */
export function aucRoc(scored: Scored): number {
  const frauds = fraudsIn(scored);
  const genuine = scored.labels.length - frauds;
  let area = 0;
  let before = { frauds: 0, genuine: 0 };
  for (const point of curve(scored)) {
    area += ((point.genuine - before.genuine) * (point.frauds + before.frauds)) / 2;
    before = point;
  }
  return area / (frauds * genuine);
}

/** Average precision: precision at each threshold, weighted by the recall it adds. NaN without frauds. */
export function averagePrecision(scored: Scored): number {
  const frauds = fraudsIn(scored);
  let sum = 0;
  let before = 0;
  for (const point of curve(scored)) {
    sum += ((point.frauds - before) * point.frauds) / (point.frauds + point.genuine);
    before = point.frauds;
  }
  return sum / frauds;
}

/** The greatest recall at a threshold where no more than this share of the genuine transactions is stopped. */
export function recallAtFalsePositiveRate(scored: Scored, rate: number): number {
  return (pointAtFalsePositiveRate(scored, rate)?.frauds ?? 0) / fraudsIn(scored);
}

/** The lowest score from which on no more than this share of the genuine transactions is stopped; infinite where there is none. */
export const thresholdAtFalsePositiveRate = (scored: Scored, rate: number): number =>
  pointAtFalsePositiveRate(scored, rate)?.score ?? Number.POSITIVE_INFINITY;

function pointAtFalsePositiveRate(scored: Scored, rate: number): Point | undefined {
  const allowed = rate * (scored.labels.length - fraudsIn(scored));
  let last: Point | undefined;
  for (const point of curve(scored)) if (point.genuine <= allowed) last = point;
  return last;
}

/** Scored transactions with their cards and days. */
export interface ScoredCards extends Scored {
  readonly cards: Int32Array;
  readonly days: Int32Array;
}

/**
 * Card precision: each day the k most suspicious cards are looked at, a card scoring as its highest transaction, and being
 * compromised if any of its transactions of that day is fraud; the share of compromised ones, a mean over the days. A card that was
 * found leaves all later days. Of equal scores the card of the lower number comes first.
 *
 * @param keepDetected only to show what it does to find a card again and again
 */
export function cardPrecision(scored: ScoredCards, k: number, keepDetected = false): number {
  const detected = new Set<number>();
  const precisions = [...cardsByDay(scored)].map(([, cards]) => {
    const ranked = [...cards]
      .filter(([card]) => keepDetected || !detected.has(card))
      .sort(([left, one], [right, other]) => other.score - one.score || left - right)
      .slice(0, k);
    const hits = ranked.filter(([, { fraud }]) => fraud);
    for (const [card] of hits) detected.add(card);
    return hits.length / k;
  });
  return precisions.reduce((sum, precision) => sum + precision, 0) / precisions.length;
}

interface CardOfDay {
  score: number;
  fraud: boolean;
}

function cardsByDay({ scores, labels, cards, days }: ScoredCards): [number, Map<number, CardOfDay>][] {
  const byDay = new Map<number, Map<number, CardOfDay>>();
  for (let index = 0; index < scores.length; index += 1) {
    const day = days[index] ?? 0;
    const ofDay = byDay.get(day) ?? new Map<number, CardOfDay>();
    byDay.set(day, ofDay);
    const card = cards[index] ?? 0;
    const known = ofDay.get(card) ?? { score: Number.NEGATIVE_INFINITY, fraud: false };
    known.score = Math.max(known.score, scores[index] ?? 0);
    known.fraud ||= labels[index] === 1;
    ofDay.set(card, known);
  }
  return [...byDay].sort(([left], [right]) => left - right);
}
