import { type BrakeItem, isBraked } from './domain/brake';

const CACHE_MS = 30_000;

/** Tells whether the stage's cost brake is set now; undefined when it is not. */
export type BrakeReader = () => Promise<BrakeItem | undefined>;

export interface BrakeReaderDeps {
  readonly read: () => Promise<BrakeItem | undefined>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told when the table cannot be read; what was known last then holds. */
  readonly onError: (error: unknown) => void;
}

/**
 * Reads the brake at most every 30 seconds. When the table cannot be read the last known state holds, and
 * none known means not braked: a table that fails must not stop the chat, and the next read corrects it.
 */
export function createBrakeReader({ read, now, onError }: BrakeReaderDeps): BrakeReader {
  let known: BrakeItem | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (now() - readAt >= CACHE_MS) {
      readAt = now();
      try {
        known = await read();
      } catch (error) {
        onError(error);
      }
    }
    return isBraked(known, now()) ? known : undefined;
  };
}
