import { Fifo } from './fifo';
import type { Outcome, Release, Resource } from './resource';
import type { Ticket } from './ticket';

interface Waiting {
  readonly ticket: Ticket;
  readonly granted: (release: Release) => void;
}

/** Servers with one queue before them, first come, first served. Who gives up leaves the queue without service. */
export class Servers implements Resource {
  private readonly queue = new Fifo<Waiting>();
  private busy = 0;

  /**
   * @param count servers
   * @param places how many may wait; who comes to a full queue is turned away
   */
  constructor(
    private readonly count: number,
    private readonly places = Number.POSITIVE_INFINITY,
  ) {}

  take(ticket: Ticket, granted: (release: Release) => void, refused: (outcome: Outcome) => void): void {
    if (this.busy < this.count) {
      this.busy += 1;
      granted(this.release);
    } else if (this.queue.length < this.places) {
      this.queue.push({ ticket, granted });
    } else {
      refused('full');
    }
  }

  private readonly release: Release = () => {
    for (let next = this.queue.shift(); next; next = this.queue.shift()) {
      if (next.ticket.live) {
        next.granted(this.release);
        return;
      }
    }
    this.busy -= 1;
  };
}
