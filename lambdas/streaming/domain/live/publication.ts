/** What was last published of a topic. */
export interface Publication {
  /** How many views there were. */
  readonly seq: number;
  /** The same for the same data. */
  readonly cursor: string;
  /** Seq of the last view that was sent to everybody who watched. */
  readonly delivered: number;
  /** When the latest views were made, the last one last (ms since the epoch). */
  readonly madeAt: readonly number[];
}

/** How far behind a client may be. */
export interface Patience {
  readonly frames: number;
  readonly ms: number;
}

/** The most frames that a client may be behind, whatever the stage says: as many times are kept. */
export const MOST_FRAMES_BEHIND = 100;

/** What is published once the data is another; undefined where it is not. */
export function advance(before: Publication | undefined, cursor: string, now: number): Publication | undefined {
  if (before?.cursor === cursor) return undefined;
  return {
    seq: (before?.seq ?? 0) + 1,
    cursor,
    delivered: before?.delivered ?? 0,
    madeAt: [...(before?.madeAt ?? []), now].slice(-MOST_FRAMES_BEHIND - 1),
  };
}

/** Whether a client is further behind than anybody waits for. @param acked seq of the last view that it has dealt with */
export function isSlow({ seq, madeAt }: Publication, acked: number, patience: Patience, now: number): boolean {
  const behind = seq - acked;
  if (behind <= 0) return false;
  if (behind > Math.min(patience.frames, MOST_FRAMES_BEHIND)) return true;
  const firstMissed = madeAt[madeAt.length - behind];
  return firstMissed !== undefined && now - firstMissed > patience.ms;
}
