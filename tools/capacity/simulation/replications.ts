import type { Distribution } from './distributions';
import { type RandomStreams, randomStreams } from './random-streams';
import type { Outcome } from './resource';
import { Simulation } from './simulation';
import { type Estimate, estimate, quantile } from './statistics';
import type { Step } from './steps';
import { Ticket } from './ticket';

/** What a way is made of, fresh in each replication. */
export interface World {
  readonly simulation: Simulation;
  readonly random: RandomStreams;
}

export interface Plan {
  readonly seed: number;
  readonly replications: number;
  /** Requests of which each replication tells, after those of its warm-up. */
  readonly requests: number;
  /** Requests before, which are served and not told of: the system begins empty. */
  readonly warmUp: number;
  /** Time between two requests (ms). */
  readonly between: Distribution;
}

/** What the measured requests of one replication met. */
export interface Replication {
  /** How many ended in each way. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Sorted milliseconds from its arrival until a request was done (`done`), or passed a mark. */
  readonly times: ReadonlyMap<string, Float64Array>;
  readonly events: number;
}

/** Simulates a way again and again, each time with other random numbers and independent of the other times. */
export function replicate(plan: Plan, build: (world: World) => Step): Replication[] {
  return Array.from({ length: plan.replications }, (_, index) => simulateOnce(plan, index, build));
}

function simulateOnce(plan: Plan, index: number, build: (world: World) => Step): Replication {
  const simulation = new Simulation();
  const random = randomStreams(plan.seed, index);
  const way = build({ simulation, random });
  const arrivals = random('arrivals');
  const outcomes: Record<Outcome, number> = { done: 0, throttled: 0, full: 0, 'timed-out': 0, failed: 0 };
  const times = new Map<string, number[]>();
  let came = 0;

  const arrive = (): void => {
    came += 1;
    const measured = came > plan.warmUp;
    const born = simulation.now;
    const passed: Record<string, number> = {};
    const note = (name: string, since?: string): void => {
      passed[name] = simulation.now;
      const from = since === undefined ? born : passed[since];
      if (from === undefined) throw new Error(`mark ${name} counts from ${since}, which comes later`);
      if (measured) noted(times, name).push(simulation.now - from);
    };
    way({ mark: note }, new Ticket(), (outcome) => {
      if (measured) outcomes[outcome] += 1;
      if (outcome === 'done') note('done');
    });
    if (came < plan.warmUp + plan.requests) simulation.after(plan.between.sample(arrivals), arrive);
  };
  simulation.after(plan.between.sample(arrivals), arrive);
  simulation.run();
  const sorted = [...times].map(([name, values]) => [name, Float64Array.from(values).sort()] as const);
  return { outcomes, times: new Map(sorted), events: simulation.events };
}

function noted(times: Map<string, number[]>, name: string): number[] {
  const known = times.get(name);
  if (known) return known;
  const made: number[] = [];
  times.set(name, made);
  return made;
}

/** A quantile of the times to a mark, or until done, in each replication. */
export const quantileOfRuns = (replications: readonly Replication[], name: string, share: number): number[] =>
  replications.map(({ times }) => quantile(times.get(name) ?? [], share));

/** A quantile of the times to a mark, or until done, over replications. */
export const estimateQuantile = (replications: readonly Replication[], name: string, share: number): Estimate =>
  estimate(quantileOfRuns(replications, name, share));

/** The mean time to a mark, or until done, over replications. */
export function estimateMean(replications: readonly Replication[], name: string, confidence?: number): Estimate {
  const means = replications.map(({ times }) => {
    const values = times.get(name) ?? new Float64Array();
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
  return estimate(means, confidence);
}

/** Share of requests that ended in another way than done. */
export function estimateLoss(replications: readonly Replication[], confidence?: number): Estimate {
  const shares = replications.map(({ outcomes }) => {
    const all = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
    return (all - outcomes.done) / all;
  });
  return estimate(shares, confidence);
}
