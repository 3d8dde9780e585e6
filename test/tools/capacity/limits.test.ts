import fc from 'fast-check';
import { type Limit, loadAtLimit } from '../../../tools/capacity/demand/limit';

const limit = (value: number): Limit => ({
  ...{ id: 'test/limit', name: 'a limit', unit: 'things', value, kind: 'quota', adjustable: false, source: 'a test' },
});

describe('the load at which a limit is met', () => {
  it('is the limit over the demand, where demand grows evenly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 0.001, max: 1e6, noNaN: true }),
        (value, aUnit) => {
          const load = loadAtLimit({ limit: limit(value), at: (multiple) => multiple * aUnit });
          expect(load).toBeCloseTo(value / aUnit, -Math.floor(Math.log10(value / aUnit)) + 5);
        },
      ),
    );
  });

  it('is where it is passed, whatever grows', () => {
    const at = (load: number) => Math.max(50, load * 20);
    expect(loadAtLimit({ limit: limit(100), at })).toBeCloseTo(5, 6);
    expect(loadAtLimit({ limit: limit(40), at })).toBe(0);
    expect(loadAtLimit({ limit: limit(100), at: () => 7 })).toBe(Number.POSITIVE_INFINITY);
  });
});
