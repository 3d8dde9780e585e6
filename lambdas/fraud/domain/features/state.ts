import type { Payment } from '../payment';
import type { EntityKind } from './entity';
import { correctLabel, type Feedback, type KnownLabels, learnLabel, mergeLabels, noLabels } from './known-labels';
import { laterVisit, type Visit, visitOf } from './last-place';
import { addTo, addToLane, emptyRing, mergeRings, type Ring, type RingShape } from './ring';
import { hash32, mergeSeen, type Seen } from './seen';
import { addAmount, usualRing } from './usual-amount';
import { type WindowName, windows } from './windows';

/** What the history of each kind of entity keeps beside times and labels. */
interface StateShape {
  readonly velocity: readonly WindowName[];
  /** The field of a payment whose distinct values are remembered. */
  readonly seen?: 'card' | 'device' | 'country';
  /** Whether it is remembered what is usually paid, and the highest amounts of late. */
  readonly amounts?: boolean;
  readonly place?: boolean;
}

const shortWindows = ['1m', '10m', '1h', '1d', '7d'] as const;

export const stateShapes: Readonly<Record<EntityKind, StateShape>> = {
  card: { velocity: shortWindows, seen: 'country', place: true },
  account: { velocity: [...shortWindows, '30d'], seen: 'device', amounts: true },
  device: { velocity: shortWindows, seen: 'card' },
  ip: { velocity: shortWindows, seen: 'card' },
  merchant: { velocity: [...shortWindows, '30d'] },
};

const COUNT_LIMIT = 2 ** 28 - 1;
const SUM_LIMIT = 2 ** 49 - 1;

/** Lanes: how many payments, and their amounts added up. */
export const velocityRings = Object.fromEntries(
  Object.entries(windows).map(([name, window]) => [
    name,
    { ...window, combine: 'sum', limits: [COUNT_LIMIT, SUM_LIMIT] } satisfies RingShape,
  ]),
) as unknown as Readonly<Record<WindowName, RingShape>>;

/** The highest amount of each of the last 14 days. */
export const peaksRing: RingShape = { buckets: 14, bucketMs: 86_400_000, combine: 'max', limits: [SUM_LIMIT] };

/**
 * The history of one entity: of a size that is bounded, and a fold over its payments and labels in which their order does not
 * matter. It knows nothing of ids: that nothing is counted twice is kept where it is stored.
 */
export interface State {
  readonly kind: EntityKind;
  /** Times of the first and the last payment, milliseconds since 1970; 0 before there is one. */
  readonly first: number;
  readonly last: number;
  /** One for each window of the kind's shape. */
  readonly velocity: readonly Ring[];
  readonly labels: KnownLabels;
  readonly seen: Seen;
  /** Of accounts. */
  readonly peaks: Ring | undefined;
  readonly usual: Ring | undefined;
  /** Of cards. */
  readonly visit: Visit | undefined;
}

const empties = new Map<EntityKind, State>();

/** The history of an entity that was never seen. */
export function emptyState(kind: EntityKind): State {
  const known = empties.get(kind);
  if (known) return known;
  const shape = stateShapes[kind];
  const state: State = {
    kind,
    first: 0,
    last: 0,
    velocity: shape.velocity.map((name) => emptyRing(velocityRings[name])),
    labels: noLabels,
    seen: [],
    peaks: shape.amounts ? emptyRing(peaksRing) : undefined,
    usual: shape.amounts ? emptyRing(usualRing) : undefined,
    visit: undefined,
  };
  empties.set(kind, state);
  return state;
}

/** The history with one more payment, which is given once; work and size do not depend on how long the history is. */
export function advance(kind: EntityKind, state: State, payment: Payment): State {
  const { occurredAt: at, amount, place } = payment;
  const shape = stateShapes[kind];
  const seen = shape.seen && payment[shape.seen];
  const event = [1, amount];
  // Written out, as is what `learn` returns: with one form of object for all states a fold is several times as fast.
  return {
    kind: state.kind,
    first: earlier(state.first, at),
    last: Math.max(state.last, at),
    velocity: shape.velocity.map((name, index) => addTo(velocityRings[name], state.velocity[index] as Ring, at, event)),
    labels: state.labels,
    seen: seen === undefined ? state.seen : mergeSeen(state.seen, [{ key: hash32(seen), at: Math.floor(at / 1000) }]),
    peaks: state.peaks && addToLane(peaksRing, state.peaks, at, 0, amount),
    usual: state.usual && addAmount(state.usual, at, amount),
    visit: shape.place && place ? laterVisit(state.visit, visitOf(place, at)) : state.visit,
  };
}

/** The history with a label that became known. Of what is not known yet, nothing is kept here. */
export function learn(kind: EntityKind, state: State, feedback: Feedback): State {
  return withLabels(kind, state, learnLabel(state.labels, feedback));
}

/** The history with a label in the place of another one of the same payment, which this history learnt before. */
export function correct(kind: EntityKind, state: State, before: Feedback, after: Feedback): State {
  return withLabels(kind, state, correctLabel(state.labels, before, after));
}

function withLabels(kind: EntityKind, state: State, labels: KnownLabels): State {
  if (state.kind !== kind) throw new Error(`The history of a ${state.kind} learns nothing of a ${kind}`);
  const { first, last, velocity, seen, peaks, usual, visit } = state;
  return { kind, first, last, velocity, labels, seen, peaks, usual, visit };
}

/** One history of several parts of one entity, in any order: the same as if all its events had gone into one. */
export function merge(kind: EntityKind, states: readonly State[]): State {
  return states.reduce(mergeTwo, emptyState(kind));
}

function mergeTwo(left: State, right: State): State {
  if (left.kind !== right.kind) throw new Error(`Histories of a ${left.kind} and a ${right.kind} do not merge`);
  return {
    kind: left.kind,
    first: earlier(left.first, right.first),
    last: Math.max(left.last, right.last),
    velocity: stateShapes[left.kind].velocity.map((name, index) =>
      mergeRings(velocityRings[name], left.velocity[index] as Ring, right.velocity[index] as Ring),
    ),
    labels: mergeLabels(left.labels, right.labels),
    seen: mergeSeen(left.seen, right.seen),
    peaks: left.peaks && right.peaks && mergeRings(peaksRing, left.peaks, right.peaks),
    usual: left.usual && right.usual && mergeRings(usualRing, left.usual, right.usual),
    visit: laterVisit(left.visit, right.visit),
  };
}

const earlier = (left: number, right: number): number =>
  left === 0 || right === 0 ? left + right : Math.min(left, right);
