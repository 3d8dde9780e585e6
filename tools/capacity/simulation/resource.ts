import type { Ticket } from './ticket';

/** How something ended: done, turned away by a limit, by a full queue, given up on, or failed. */
export type Outcome = 'done' | 'throttled' | 'full' | 'timed-out' | 'failed';

/** Frees what was taken. */
export type Release = () => void;

/** Something of which there is not enough for everybody at once. */
export interface Resource {
  /** Takes one, now or later; `granted` is not called for a ticket that nobody waits for any more. */
  take(ticket: Ticket, granted: (release: Release) => void, refused: (outcome: Outcome) => void): void;
}
