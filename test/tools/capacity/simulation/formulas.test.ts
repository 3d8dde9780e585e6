import {
  erlangC,
  lossOfBounded,
  meanWait,
  meanWaitGeneral,
  sojournQuantile,
} from '../../../../tools/capacity/simulation/formulas';

describe('formulas of queues', () => {
  it('gives M/M/1 as the case of one server', () => {
    const queue = { arrivalRate: 8, serviceRate: 10, servers: 1 };
    expect(erlangC(queue)).toBeCloseTo(0.8, 12);
    expect(meanWait(queue)).toBeCloseTo(0.8 / (10 - 8), 12);
    expect(sojournQuantile(queue, 0.5)).toBeCloseTo(Math.log(2) / 2, 12);
  });

  it('gives M/M/2 by its closed form', () => {
    // Two servers at load r: 2 r^2 / (1 + r) of arrivals wait.
    for (const load of [0.1, 0.5, 0.9]) {
      const queue = { arrivalRate: 2 * load, serviceRate: 1, servers: 2 };
      expect(erlangC(queue)).toBeCloseTo((2 * load ** 2) / (1 + load), 12);
    }
  });

  it('does not overflow for ten thousand servers', () => {
    const queue = { arrivalRate: 9_900, serviceRate: 1, servers: 10_000 };
    expect(erlangC(queue)).toBeGreaterThan(0);
    expect(erlangC(queue)).toBeLessThan(1);
  });

  it('halves the wait when service is always the same', () => {
    const queue = { arrivalRate: 0.8, serviceRate: 1, servers: 1 };
    expect(meanWaitGeneral(queue, 1)).toBeCloseTo(meanWait(queue), 12);
    expect(meanWaitGeneral(queue, 0)).toBeCloseTo(meanWait(queue) / 2, 12);
  });

  it('turns away as Erlang B where nobody may wait, and by the geometric law with one server', () => {
    // Erlang B for 2 servers and 1 Erlang: (1/2) / (1 + 1 + 1/2).
    expect(lossOfBounded({ arrivalRate: 1, serviceRate: 1, servers: 2 }, 2)).toBeCloseTo(0.2, 12);
    expect(lossOfBounded({ arrivalRate: 1, serviceRate: 2, servers: 1 }, 3)).toBeCloseTo(0.125 / 1.875, 12);
  });
});
