import { deterministic } from '../../../../tools/capacity/simulation/distributions';
import {
  ExecutionEnvironments,
  RegionalConcurrency,
} from '../../../../tools/capacity/simulation/execution-environments';
import { Simulation } from '../../../../tools/capacity/simulation/simulation';
import { delay, holding } from '../../../../tools/capacity/simulation/steps';
import { Ticket } from '../../../../tools/capacity/simulation/ticket';

const COLD_MS = 300;
const WORK_MS = 1000;

interface Setting {
  readonly provisioned?: number;
  readonly limit?: number;
  readonly newPerTenSeconds?: number;
  readonly region?: RegionalConcurrency;
  readonly idleMs?: number;
}

/** Invokes a function of one second at the given times; says how each ended and after how long. */
function invoke(times: readonly number[], setting: Setting = {}) {
  const simulation = new Simulation();
  const random = () => 0.5;
  const environments = new ExecutionEnvironments({
    ...{ simulation, random, coldStart: deterministic(COLD_MS) },
    ...setting,
  });
  const way = holding(environments, delay({ simulation, random }, deterministic(WORK_MS)));
  const ended: [string, number][] = [];
  times.forEach((at, index) => {
    simulation.after(at, () =>
      way({ mark: () => undefined }, new Ticket(), (outcome) => {
        ended[index] = [outcome, simulation.now - at];
      }),
    );
  });
  simulation.run();
  return { ended, coldStarts: environments.coldStarts };
}

describe('execution environments', () => {
  it('start cold, and are used again while they are warm', () => {
    const { ended, coldStarts } = invoke([0, 100, 1_500, 1_500]);
    expect(ended).toEqual([
      ['done', COLD_MS + WORK_MS],
      ['done', COLD_MS + WORK_MS],
      ['done', WORK_MS],
      ['done', WORK_MS],
    ]);
    expect(coldStarts).toBe(2);
  });

  it('go after they were idle for long', () => {
    expect(invoke([0, 5_000], { idleMs: 1_000 }).coldStarts).toBe(2);
    expect(invoke([0, 5_000], { idleMs: 10_000 }).coldStarts).toBe(1);
  });

  it('are warm at once where they are provisioned', () => {
    const { ended, coldStarts } = invoke([0, 0, 0], { provisioned: 2 });
    expect(ended.map(([, ms]) => ms)).toEqual([WORK_MS, WORK_MS, COLD_MS + WORK_MS]);
    expect(coldStarts).toBe(1);
  });

  it('are no more than their limit, or what the region has left', () => {
    const outcomes = (setting: Setting) => invoke([0, 0, 0], setting).ended.map(([outcome]) => outcome);
    expect(outcomes({ limit: 2 })).toEqual(['done', 'done', 'throttled']);
    const region = new RegionalConcurrency(3);
    region.tryTake(2);
    expect(outcomes({ region })).toEqual(['done', 'throttled', 'throttled']);
  });

  it('grow no faster than the scaling rate', () => {
    // Ten at once and one more each second.
    const times = [...new Array(15).fill(0), ...new Array(5).fill(2_000)];
    const { ended } = invoke(times, { newPerTenSeconds: 10 });
    const served = (from: number, to: number) => ended.slice(from, to).filter(([outcome]) => outcome === 'done').length;
    expect(served(0, 15)).toBe(10);
    // All ten are warm again.
    expect(served(15, 20)).toBe(5);
    const busy = [...new Array(15).fill(0), ...new Array(5).fill(900)];
    expect(
      invoke(busy, { newPerTenSeconds: 10 })
        .ended.slice(15)
        .map(([outcome]) => outcome),
    ).toEqual(new Array(5).fill('throttled'));
    const later = [...new Array(15).fill(0), ...new Array(5).fill(1_200)];
    expect(
      invoke(later, { newPerTenSeconds: 10 })
        .ended.slice(15)
        .filter(([outcome]) => outcome === 'done'),
    ).toHaveLength(1);
  });
});
