import type { Distribution } from './distributions';
import type { Random } from './random-streams';
import type { Outcome, Release, Resource } from './resource';
import type { Simulation } from './simulation';
import type { Ticket } from './ticket';
import { TokenBucket } from './token-bucket';

/** Concurrency that functions of one region and account share. */
export class RegionalConcurrency {
  private used = 0;

  constructor(private readonly limit: number) {}

  tryTake(count = 1): boolean {
    if (this.used + count > this.limit) return false;
    this.used += count;
    return true;
  }

  free(): void {
    this.used -= 1;
  }
}

export interface EnvironmentsOptions {
  readonly simulation: Simulation;
  readonly random: Random;
  /** What a cold start takes before the handler runs (ms). */
  readonly coldStart: Distribution;
  /** What is kept warm. @default none */
  readonly provisioned?: number;
  /** Environments that are warm at the beginning, besides provisioned ones: the load of the minutes before left them. @default none */
  readonly warm?: number;
  /** Environments there may be at once, provisioned ones included. @default no bound of its own */
  readonly limit?: number;
  /** New environments in ten seconds: Lambda's scaling rate, which refills all the time. @default 1000 */
  readonly newPerTenSeconds?: number;
  /** @default no bound */
  readonly region?: RegionalConcurrency;
  /** Idle for so long, an environment goes (ms). @default ten minutes */
  readonly idleMs?: number;
}

/**
 * A function's execution environments, each for one invocation at a time: a warm one if there is one, else a new one after a cold start,
 * else the call is throttled.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html
 */
export class ExecutionEnvironments implements Resource {
  private readonly scaling: TokenBucket;
  /** When idle environments were last used; the one that was used last is used first, as Lambda does not promise but seems to. */
  private readonly idle: number[];
  private idleProvisioned: number;
  private busy = 0;
  private started = 0;

  constructor(private readonly options: EnvironmentsOptions) {
    const { simulation, provisioned = 0, warm = 0, newPerTenSeconds = 1000, region } = options;
    this.idle = new Array<number>(Math.max(0, warm - provisioned)).fill(simulation.now);
    this.scaling = new TokenBucket(simulation, newPerTenSeconds / 10, newPerTenSeconds);
    this.idleProvisioned = region && !region.tryTake(provisioned) ? 0 : provisioned;
  }

  /** Cold starts so far. */
  get coldStarts(): number {
    return this.started;
  }

  take(_ticket: Ticket, granted: (release: Release) => void, refused: (outcome: Outcome) => void): void {
    if (this.idleProvisioned > 0) {
      this.idleProvisioned -= 1;
      this.busy += 1;
      granted(this.releaseProvisioned);
    } else if (this.takeWarm()) {
      granted(this.release);
    } else if (this.mayStart()) {
      this.busy += 1;
      this.started += 1;
      const { simulation, coldStart, random } = this.options;
      simulation.after(coldStart.sample(random), () => granted(this.release));
    } else {
      refused('throttled');
    }
  }

  private takeWarm(): boolean {
    const { simulation, idleMs = 600_000, region } = this.options;
    const usedLast = this.idle.at(-1);
    if (usedLast === undefined) return false;
    if (simulation.now - usedLast > idleMs) {
      this.idle.length = 0;
      return false;
    }
    if (region && !region.tryTake()) return false;
    this.idle.pop();
    this.busy += 1;
    return true;
  }

  private mayStart(): boolean {
    const { limit = Number.POSITIVE_INFINITY, region } = this.options;
    if (this.busy >= limit) return false;
    if (region && !region.tryTake()) return false;
    if (this.scaling.tryTake()) return true;
    region?.free();
    return false;
  }

  private readonly release: Release = () => {
    this.busy -= 1;
    this.idle.push(this.options.simulation.now);
    this.options.region?.free();
  };

  private readonly releaseProvisioned: Release = () => {
    this.busy -= 1;
    this.idleProvisioned += 1;
  };
}
