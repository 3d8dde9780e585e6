import { type Distribution, deterministic, exponential, lognormal } from './distributions';
import { lossOfBounded, meanWait, meanWaitGeneral, type Queue, sojournQuantile } from './formulas';
import { estimateLoss, estimateMean, type Replication, replicate } from './replications';
import { Servers } from './servers';
import { type Estimate, estimate, quantile } from './statistics';
import { delay, holding, mark, type Step, sequence } from './steps';

/** Of the intervals that are printed. Many are looked at together, so one is wide enough that all hold at once but seldom not. */
export const VALIDATION_CONFIDENCE = 0.999;

/** A figure of a queue that has a formula, beside what the simulator says of it. */
export interface Check {
  readonly queue: string;
  readonly figure: string;
  readonly formula: number;
  readonly simulated: Estimate;
  /** The formula lies in the interval. */
  readonly agrees: boolean;
}

interface Case {
  readonly name: string;
  readonly queue: Queue;
  readonly service: Distribution;
  /** How many may wait. @default no bound */
  readonly places?: number;
  readonly figures: readonly Figure[];
}

interface Figure {
  readonly name: string;
  readonly formula: number;
  readonly of: (replications: readonly Replication[]) => Estimate;
}

const waitOf = (formula: number): Figure => ({
  name: 'mean wait',
  formula,
  of: (replications) => estimateMean(replications, 'served', VALIDATION_CONFIDENCE),
});
const lossOf = (formula: number): Figure => ({
  name: 'share turned away',
  formula,
  of: (replications) => estimateLoss(replications, VALIDATION_CONFIDENCE),
});
const sojournOf = (share: number, formula: number): Figure => ({
  name: `p${share * 100} of the time in it`,
  formula,
  of: (replications) =>
    estimate(
      replications.map(({ times }) => quantile(times.get('done') ?? [], share)),
      VALIDATION_CONFIDENCE,
    ),
});

/** Service takes one unit of time; the load is the part of it that servers work. */
const queueOf = (servers: number, load: number): Queue => ({ arrivalRate: servers * load, serviceRate: 1, servers });

function cases(): Case[] {
  const single = [0.5, 0.8, 0.9].map((load): Case => {
    const queue = queueOf(1, load);
    const figures = [waitOf(meanWait(queue)), sojournOf(0.95, sojournQuantile(queue, 0.95))];
    return { name: `M/M/1 at ${load}`, queue, service: exponential(1), figures };
  });
  const several = [
    [2, 0.8],
    [10, 0.9],
    [50, 0.9],
  ].map(([servers = 1, load = 0]): Case => {
    const queue = queueOf(servers, load);
    return { name: `M/M/${servers} at ${load}`, queue, service: exponential(1), figures: [waitOf(meanWait(queue))] };
  });
  const loaded = queueOf(1, 0.8);
  const uneven = lognormal({ median: 0.6, p99: 5 });
  const unevenQueue: Queue = { arrivalRate: 0.7 / uneven.mean, serviceRate: 1 / uneven.mean, servers: 1 };
  const bounded = queueOf(3, 1.2);
  return [
    ...single,
    ...several,
    { name: 'M/D/1 at 0.8', queue: loaded, service: deterministic(1), figures: [waitOf(meanWaitGeneral(loaded, 0))] },
    {
      name: 'M/G/1 at 0.7, lognormal',
      queue: unevenQueue,
      service: uneven,
      figures: [waitOf(meanWaitGeneral(unevenQueue, uneven.squaredVariation))],
    },
    {
      name: 'M/M/3/8 at 1.2',
      queue: bounded,
      service: exponential(1),
      places: 5,
      figures: [lossOf(lossOfBounded(bounded, 8))],
    },
  ];
}

/**
 * Holds the simulator against queues that have a formula: M/M/1, M/M/c, M/D/1, M/G/1 and M/M/c/K.
 *
 * @param requests of each replication
 */
export function validate(seed: number, { replications = 20, requests = 30_000 } = {}): Check[] {
  return cases().flatMap(({ name, queue, service, places, figures }) => {
    const between = exponential(1 / queue.arrivalRate);
    const made = replicate(
      { seed, replications, requests, warmUp: requests / 4, between },
      ({ simulation, random }) => {
        const serve: Step = delay({ simulation, random: random('service') }, service);
        return holding(new Servers(queue.servers, places), sequence(mark('served'), serve));
      },
    );
    return figures.map((figure): Check => {
      const simulated = figure.of(made);
      const agrees = Math.abs(figure.formula - simulated.value) <= simulated.halfWidth;
      return { queue: name, figure: figure.name, formula: figure.formula, simulated, agrees };
    });
  });
}
