import { Fifo } from './fifo';
import type { Outcome, Release, Resource } from './resource';
import type { Ticket } from './ticket';

interface Waiting {
  readonly ticket: Ticket;
  readonly granted: (release: Release) => void;
}

interface Lane {
  readonly queue: Fifo<Waiting>;
  /** Of the batch that is under way: those that were begun and are not done, and those that may still begin. */
  busy: number;
  left: number;
}

export interface BatchesOptions {
  /** Batches of a shard that are read at the same time; who comes goes to the next lane in turn. */
  readonly lanes: number;
  /** Most of a batch. */
  readonly size: number;
  /** Of a batch, how many are worked on at the same time. */
  readonly atOnce: number;
}

/**
 * Readers of a shard that take all that waits as one batch, and the next batch when the last of it is done: what is slow holds up
 * what comes after it.
 */
export class Batches implements Resource {
  private readonly lanes: Lane[];
  private next = 0;

  constructor(private readonly options: BatchesOptions) {
    this.lanes = Array.from({ length: options.lanes }, () => ({ queue: new Fifo<Waiting>(), busy: 0, left: 0 }));
  }

  take(ticket: Ticket, granted: (release: Release) => void, _refused: (outcome: Outcome) => void): void {
    const lane = this.lanes[this.next] as Lane;
    this.next = (this.next + 1) % this.lanes.length;
    lane.queue.push({ ticket, granted });
    if (lane.busy === 0) this.begin(lane);
  }

  /** The next batch of which somebody still waits. */
  private begin(lane: Lane): void {
    while (lane.busy === 0 && lane.queue.length > 0) {
      lane.left = Math.min(this.options.size, lane.queue.length);
      this.fill(lane);
    }
  }

  private fill(lane: Lane): void {
    while (lane.left > 0 && lane.busy < this.options.atOnce) {
      lane.left -= 1;
      const first = lane.queue.shift();
      if (!first?.ticket.live) continue;
      lane.busy += 1;
      first.granted(() => this.done(lane));
    }
  }

  private done(lane: Lane): void {
    lane.busy -= 1;
    this.fill(lane);
    this.begin(lane);
  }
}
