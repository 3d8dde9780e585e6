import type { Deployment } from '../deployment';
import { exponential } from '../simulation/distributions';
import {
  estimateLoss,
  estimateQuantile,
  quantileOfRuns,
  type Replication,
  replicate,
} from '../simulation/replications';
import type { Estimate } from '../simulation/statistics';
import { Compiler, meanOf } from './compile';
import type { Target, Way } from './way';

export interface SimulationOptions {
  readonly seed: number;
  /** Independent runs. */
  readonly replications: number;
  /** Requests that each run tells of. */
  readonly requests: number;
}

/** Milliseconds until a mark. */
export interface Times {
  readonly mark: string;
  readonly p50: Estimate;
  readonly p95: Estimate;
  readonly p99: Estimate;
  /** The 99th percentile of each run: runs of one number, in two simulations with one seed, drew the same random numbers. */
  readonly p99Runs: readonly number[];
}

export interface Verdict extends Target {
  readonly simulated: Estimate;
  /** The interval lies below the target, above it, or around it. */
  readonly met: 'yes' | 'no' | 'unclear';
}

export interface WayResult {
  readonly way: string;
  /** Requests a second that were simulated, as of the whole cell or part that stands for it. */
  readonly perSecond: number;
  readonly times: readonly Times[];
  /** Part of the requests that was throttled, turned away or failed. */
  readonly lost: Estimate;
  readonly verdicts: readonly Verdict[];
  readonly events: number;
}

/** More at once make a run longer and its results no different: a fraction of the cell is simulated. */
const MOST_AT_ONCE = 4000;

/**
 * Simulates a way at a rate.
 *
 * @param perSecond requests a second of one cell
 * @param warmFor requests a second of the minutes before, when the rate was another one. @default the same
 */
export function simulateWay(
  way: Way,
  deployment: Deployment,
  perSecond: number,
  options: SimulationOptions,
  warmFor = perSecond,
): WayResult {
  const seconds = meanOf(way.parts) / 1000;
  const fraction = Math.min(1, MOST_AT_ONCE / (perSecond * seconds));
  const rate = perSecond * fraction;
  const plan = { ...options, warmUp: Math.ceil(3 * rate * seconds), between: exponential(1000 / rate) };
  const load = { warmFor: warmFor * fraction, fraction };
  // What changes at once is told of from the beginning.
  const measured = warmFor === perSecond ? plan : { ...plan, warmUp: 0 };
  const runs = replicate(measured, (world) => new Compiler(world, deployment, load).compile(way.parts));
  return {
    way: way.name,
    perSecond,
    times: (way.shown ?? ['done']).map((mark) => timesTo(runs, mark)),
    lost: estimateLoss(runs),
    verdicts: way.targets.map((target) => verdictOf(runs, target)),
    events: runs.reduce((sum, { events }) => sum + events, 0),
  };
}

const timesTo = (runs: readonly Replication[], mark: string): Times => ({
  mark,
  p50: estimateQuantile(runs, mark, 0.5),
  p95: estimateQuantile(runs, mark, 0.95),
  p99: estimateQuantile(runs, mark, 0.99),
  p99Runs: quantileOfRuns(runs, mark, 0.99),
});

function verdictOf(runs: readonly Replication[], target: Target): Verdict {
  const simulated = estimateQuantile(runs, target.mark, target.share);
  const { value, halfWidth } = simulated;
  const met = value + halfWidth <= target.ms ? 'yes' : value - halfWidth > target.ms ? 'no' : 'unclear';
  return { ...target, simulated, met };
}
