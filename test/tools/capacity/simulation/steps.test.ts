import fc from 'fast-check';
import { deterministic } from '../../../../tools/capacity/simulation/distributions';
import { randomStreams } from '../../../../tools/capacity/simulation/random-streams';
import type { Outcome } from '../../../../tools/capacity/simulation/resource';
import { Servers } from '../../../../tools/capacity/simulation/servers';
import { Simulation } from '../../../../tools/capacity/simulation/simulation';
import {
  delay,
  detached,
  either,
  holding,
  mark,
  orElse,
  parallel,
  retrying,
  type Step,
  sequence,
  through,
  within,
} from '../../../../tools/capacity/simulation/steps';
import { Ticket } from '../../../../tools/capacity/simulation/ticket';
import { TokenBucket } from '../../../../tools/capacity/simulation/token-bucket';

interface Ended {
  readonly at: number;
  readonly outcome: Outcome;
  readonly marks: Readonly<Record<string, number>>;
}

/** Sends requests at the given times and tells how each ended. */
function run(simulation: Simulation, way: Step, times: readonly number[] = [0]): Ended[] {
  const ended: Ended[] = [];
  times.forEach((at, index) => {
    simulation.after(at, () => {
      const marks: Record<string, number> = {};
      const note = (name: string): void => {
        marks[name] = simulation.now - at;
      };
      way({ mark: note }, new Ticket(), (outcome) => {
        ended[index] = { at: simulation.now, outcome, marks };
      });
    });
  });
  simulation.run();
  return ended;
}

const failing: Step = (_request, _ticket, ended) => ended('failed');

describe('steps of a way', () => {
  const simulation = () => new Simulation();
  const wait = (clock: Simulation, ms: number) => delay({ simulation: clock, random: () => 0.5 }, deterministic(ms));

  it('follow one another, and join when they are parallel', () => {
    const clock = simulation();
    const way = sequence(wait(clock, 5), parallel(wait(clock, 30), wait(clock, 10)), mark('joined'), wait(clock, 1));
    expect(run(clock, way)).toEqual([{ at: 36, outcome: 'done', marks: { joined: 35 } }]);
  });

  it('end with the first that is not done, and wait for parallel ones all the same', () => {
    const clock = simulation();
    const way = sequence(parallel(failing, wait(clock, 10)), mark('never'));
    expect(run(clock, way)).toEqual([{ at: 10, outcome: 'failed', marks: {} }]);
  });

  it('give up in time, and leave the queue that they stood in', () => {
    const clock = simulation();
    const served: number[] = [];
    const servers = new Servers(1);
    const serve: Step = (request, ticket, ended) => {
      served.push(clock.now);
      wait(clock, 100)(request, ticket, ended);
    };
    const way = within(clock, 50, holding(servers, serve));
    const ended = run(clock, way, [0, 10, 120]);
    expect(ended.map(({ outcome, at }) => [outcome, at])).toEqual([
      ['timed-out', 50],
      ['timed-out', 60],
      ['timed-out', 170],
    ]);
    // The second left before it was served; the third found the server free.
    expect(served).toEqual([0, 120]);
  });

  it('go on when they are detached from who gave up', () => {
    const clock = simulation();
    const reached: number[] = [];
    const note: Step = (_request, _ticket, ended) => {
      reached.push(clock.now);
      ended('done');
    };
    const work = sequence(wait(clock, 100), note);
    run(clock, within(clock, 10, work));
    expect(reached).toEqual([]);
    const again = simulation();
    const other = sequence(wait(again, 100), note);
    run(again, within(again, 10, detached(other)));
    expect(reached).toHaveLength(1);
  });

  it('are tried again after a wait that doubles, at most so often', () => {
    const clock = simulation();
    const tried: number[] = [];
    const third: Step = (_request, _ticket, ended) => {
      tried.push(clock.now);
      ended(tried.length < 3 ? 'throttled' : 'done');
    };
    const options = { simulation: clock, random: () => 0.5 };
    expect(run(clock, retrying(options, { attempts: 4, backoffMs: 100 }, third))).toMatchObject([
      { at: 150, outcome: 'done' },
    ]);
    expect(tried).toEqual([0, 50, 150]);
    const never = run(simulation(), retrying(options, { attempts: 1, backoffMs: 100 }, failing));
    expect(never).toMatchObject([{ outcome: 'failed' }]);
  });

  it('fall back to something else', () => {
    const clock = simulation();
    expect(run(clock, orElse(failing, wait(clock, 7)))).toMatchObject([{ at: 7, outcome: 'done' }]);
    expect(
      run(
        simulation(),
        either(() => 0.3, 0.5, failing, wait(clock, 1)),
      ),
    ).toMatchObject([{ outcome: 'failed' }]);
  });

  it('serve in the order of arrival, never more than there are servers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.nat(200), ms: fc.integer({ min: 1, max: 50 }) }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        (jobs, count) => {
          const clock = simulation();
          const servers = new Servers(count);
          const order: number[] = [];
          let busy = 0;
          let most = 0;
          jobs.forEach(({ at, ms }, index) => {
            const inner: Step = (request, ticket, ended) => {
              order.push(index);
              busy += 1;
              most = Math.max(most, busy);
              wait(clock, ms)(request, ticket, (outcome) => {
                busy -= 1;
                ended(outcome);
              });
            };
            clock.after(at, () => holding(servers, inner)({ mark: () => undefined }, new Ticket(), () => undefined));
          });
          clock.run();
          expect(most).toBeLessThanOrEqual(count);
          const arrived = jobs.map((job, index) => ({ ...job, index })).sort((one, other) => one.at - other.at);
          expect(order).toEqual(arrived.map(({ index }) => index));
        },
      ),
    );
  });
});

describe('a token bucket', () => {
  it('never lets through more than its burst and its rate', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(5_000), { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 10 }),
        (times, perSecond, burst) => {
          const clock = new Simulation();
          const ended = run(clock, through(new TokenBucket(clock, perSecond, burst)), times);
          const passed = ended.filter(({ outcome }) => outcome === 'done').map(({ at }) => at);
          for (const from of passed) {
            for (const to of passed.filter((at) => at >= from)) {
              const between = passed.filter((at) => at >= from && at <= to).length;
              expect(between).toBeLessThanOrEqual(burst + ((to - from) / 1000) * perSecond + 1e-6);
            }
          }
        },
      ),
    );
  });
});

describe('random streams', () => {
  it('are the same for one name, whatever else was drawn, and differ between names and replications', () => {
    const one = randomStreams(1, 0);
    const other = randomStreams(1, 0);
    for (let drawn = 0; drawn < 10; drawn += 1) other('service')();
    expect(one('arrivals')()).toBe(other('arrivals')());
    expect(randomStreams(1, 0)('a')()).not.toBe(randomStreams(1, 0)('b')());
    expect(randomStreams(1, 0)('a')()).not.toBe(randomStreams(1, 1)('a')());
  });
});
