import { fewAtOnce } from '../shared/few-at-once';
import type { IsGone } from './adapters/connection-state';
import type { LiveConnections, OpenConnection } from './adapters/live-connections';

/** Connections that are asked for at one handshake, and at a time: who may have more open waits for the others to be asked at the next one. */
const MOST_ASKED = 50;
const AT_ONCE = 10;
/** Time that a handshake may take (ms): until its end a connection that opens is as gone as one that has ended. */
const HANDSHAKE_MS = 30_000;

export interface ForgettingDeps {
  readonly connections: Pick<LiveConnections, 'remove'>;
  readonly isGone: IsGone;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told of a connection that could not be asked for, or forgotten: it counts as open. */
  readonly onError: (error: unknown) => void;
}

/**
 * Forgets those of somebody's connections whose end nobody was told, the oldest first.
 *
 * @returns how many were forgotten
 */
export async function forgetGone(
  { connections, isGone, now, onError }: ForgettingDeps,
  open: readonly OpenConnection[],
): Promise<number> {
  const asked = open
    .filter(({ openedAt }) => openedAt <= now() - HANDSHAKE_MS)
    .sort((one, other) => one.openedAt - other.openedAt)
    .slice(0, MOST_ASKED);
  const forgotten = await fewAtOnce(asked, AT_ONCE, undefined, async ({ connectionId }) => {
    try {
      if (!(await isGone(connectionId))) return false;
      await connections.remove(connectionId);
      return true;
    } catch (error) {
      onError(error);
      return false;
    }
  });
  return forgotten.filter(Boolean).length;
}
