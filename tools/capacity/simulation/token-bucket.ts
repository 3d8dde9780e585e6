import type { Outcome, Release, Resource } from './resource';
import type { Simulation } from './simulation';
import type { Ticket } from './ticket';

const nothingToFree: Release = () => undefined;

/** Lets through so many a second and a burst at once; turns the others away. */
export class TokenBucket implements Resource {
  private tokens: number;
  private filledAt = 0;

  constructor(
    private readonly simulation: Simulation,
    private readonly perSecond: number,
    private readonly burst: number,
  ) {
    this.tokens = burst;
  }

  /** Takes one if there is one. */
  tryTake(): boolean {
    const { now } = this.simulation;
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.filledAt) / 1000) * this.perSecond);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  take(_ticket: Ticket, granted: (release: Release) => void, refused: (outcome: Outcome) => void): void {
    if (this.tryTake()) granted(nothingToFree);
    else refused('throttled');
  }
}
