import type { Window } from './windows';

/** What a ring holds: for each bucket of a window one cell a lane. */
export interface RingShape extends Window {
  readonly combine: 'sum' | 'max';
  /** The most a cell of each lane may hold; what goes beyond stays there. It bounds the size of a ring. */
  readonly limits: readonly number[];
}

/**
 * Buckets of a window that moves with the newest event. A bucket is known by its number, time over width, and is kept while that
 * is within the window's buckets of `head`; an event that comes late goes into the bucket of its own time, if that is still kept.
 */
export interface Ring {
  /** Number of the newest bucket; 0 before the first event. */
  readonly head: number;
  /** Lane by lane within a bucket, a bucket at the remainder of its number. */
  readonly cells: readonly number[];
}

export function emptyRing({ buckets, limits }: RingShape): Ring {
  return { head: 0, cells: new Array<number>(buckets * limits.length).fill(0) };
}

/** The ring with an event at `at` (milliseconds): one value a lane, whole and not negative. */
export function addTo(shape: RingShape, ring: Ring, at: number, values: readonly number[]): Ring {
  const number = Math.floor(at / shape.bucketMs);
  if (number <= ring.head - shape.buckets) return ring;
  const cells = movedTo(shape, ring, Math.max(number, ring.head));
  put(shape, cells, number, values, 0);
  return { head: Math.max(number, ring.head), cells };
}

/**
 * Takes back what was added at `at`: the ring as if it had never been, as long as the ring does not end before `at`. What has left the
 * window is gone anyway. A cell that holds the most it may stays: it is not known by how much more there was.
 */
export function takeFrom(shape: RingShape, ring: Ring, at: number, values: readonly number[]): Ring {
  const number = Math.floor(at / shape.bucketMs);
  if (number <= ring.head - shape.buckets) return ring;
  const cells = ring.cells.slice();
  const first = (number % shape.buckets) * shape.limits.length;
  for (const [lane, limit] of shape.limits.entries()) {
    const cell = cells[first + lane] ?? 0;
    if (cell < limit) cells[first + lane] = Math.max(0, cell - (values[lane] ?? 0));
  }
  return { head: ring.head, cells };
}

/** Adds a value in one lane only. */
export function addToLane(shape: RingShape, ring: Ring, at: number, lane: number, value: number): Ring {
  const number = Math.floor(at / shape.bucketMs);
  if (number <= ring.head - shape.buckets) return ring;
  const head = Math.max(number, ring.head);
  const cells = movedTo(shape, ring, head);
  const cell = (number % shape.buckets) * shape.limits.length + lane;
  cells[cell] = combined(shape, lane, cells[cell] ?? 0, value);
  return { head, cells };
}

/** Adds up rings of one shape: whatever the order, and however events were spread over them, the outcome is the same. */
export function mergeRings(shape: RingShape, left: Ring, right: Ring): Ring {
  const [newer, older] = left.head >= right.head ? [left, right] : [right, left];
  const cells = newer.cells.slice();
  const first = Math.max(0, newer.head - shape.buckets + 1, older.head - shape.buckets + 1);
  for (let number = first; number <= older.head; number += 1) {
    put(shape, cells, number, older.cells, (number % shape.buckets) * shape.limits.length);
  }
  return { head: newer.head, cells };
}

/**
 * Total (or greatest) of a lane over the newest buckets as they are seen at `now`: later ones do not count.
 *
 * @param buckets how many, up to all that there are
 */
export function readRing(shape: RingShape, ring: Ring, lane: number, now: number, buckets = shape.buckets): number {
  const last = Math.floor(now / shape.bucketMs);
  let total = 0;
  const first = Math.max(0, last - buckets + 1, ring.head - shape.buckets + 1);
  for (let number = first; number <= Math.min(last, ring.head); number += 1) {
    const cell = ring.cells[(number % shape.buckets) * shape.limits.length + lane] ?? 0;
    total = shape.combine === 'sum' ? total + cell : Math.max(total, cell);
  }
  return total;
}

/** A copy of the cells in which buckets that fell out of the window are empty. */
function movedTo({ buckets, limits }: RingShape, { head, cells }: Ring, number: number): number[] {
  const moved = cells.slice();
  const lanes = limits.length;
  for (let next = Math.max(head + 1, number - buckets + 1); next <= number; next += 1) {
    moved.fill(0, (next % buckets) * lanes, (next % buckets) * lanes + lanes);
  }
  return moved;
}

function put(shape: RingShape, cells: number[], number: number, values: readonly number[], from: number): void {
  const at = (number % shape.buckets) * shape.limits.length;
  for (let lane = 0; lane < shape.limits.length; lane += 1) {
    cells[at + lane] = combined(shape, lane, cells[at + lane] ?? 0, values[from + lane] ?? 0);
  }
}

const combined = ({ combine, limits }: RingShape, lane: number, before: number, value: number): number =>
  Math.min(combine === 'sum' ? before + value : Math.max(before, value), limits[lane] ?? 0);
