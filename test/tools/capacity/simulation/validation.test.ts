import { exponential } from '../../../../tools/capacity/simulation/distributions';
import { meanWait } from '../../../../tools/capacity/simulation/formulas';
import { estimateMean, replicate } from '../../../../tools/capacity/simulation/replications';
import { Servers } from '../../../../tools/capacity/simulation/servers';
import { delay, holding, mark, sequence } from '../../../../tools/capacity/simulation/steps';
import { validate } from '../../../../tools/capacity/simulation/validation';

const SEED = 20_261_129;

describe('the simulator against queueing theory', () => {
  const checks = validate(SEED, { replications: 10, requests: 10_000 });

  it.each(checks)('agrees with $queue: $figure', ({ formula, simulated, agrees }) => {
    expect({ agrees, formula, simulated }).toMatchObject({ agrees: true });
  });

  it('covers M/M/1, M/M/c, M/D/1, M/G/1 and a bounded queue', () => {
    const queues = checks.map(({ queue }) => queue.split(' ')[0]);
    expect(new Set(queues)).toEqual(new Set(['M/M/1', 'M/M/2', 'M/M/10', 'M/M/50', 'M/D/1', 'M/G/1', 'M/M/3/8']));
  });

  it('would notice a service that is a fifth slower', () => {
    const queue = { arrivalRate: 0.5, serviceRate: 1, servers: 1 };
    const plan = { seed: SEED, replications: 10, requests: 20_000, warmUp: 5_000, between: exponential(2) };
    const slower = replicate(plan, ({ simulation, random }) =>
      holding(new Servers(1), sequence(mark('served'), delay({ simulation, random: random('s') }, exponential(1.2)))),
    );
    const { value, halfWidth } = estimateMean(slower, 'served', 0.999);
    expect(Math.abs(value - meanWait(queue))).toBeGreaterThan(halfWidth);
  });

  it('is the same for the same seed', () => {
    const size = { replications: 2, requests: 500 };
    expect(validate(7, size)).toEqual(validate(7, size));
    expect(validate(7, size)).not.toEqual(validate(8, size));
  });
});
