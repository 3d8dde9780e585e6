import fc from 'fast-check';
import {
  incrementOf,
  refundOf,
  retryAfterMs,
  stateOf,
  tatAfter,
  WINDOW_US,
} from '../../../../lambdas/chat/domain/token-bucket';

const START = 1_800_000_000_000_000;

/** A bucket that knows of every drop in it: what a token bucket is, without the arithmetic. */
class Model {
  private level: number;
  private at = START;
  constructor(private readonly perMinute: number) {
    this.level = perMinute;
  }
  at_(now: number): number {
    this.level = Math.min(this.perMinute, this.level + ((now - this.at) * this.perMinute) / WINDOW_US);
    this.at = now;
    return this.level;
  }
  take(cost: number, now: number): boolean {
    if (this.at_(now) < cost) return false;
    this.level -= cost;
    return true;
  }
}

const arrivals = fc.array(fc.record({ wait: fc.nat(20_000_000), cost: fc.integer({ min: 1, max: 120 }) }), {
  maxLength: 60,
});

test('admits nothing that a token bucket would not, and all but what rounding costs', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), arrivals, (perMinute, sequence) => {
      const model = new Model(perMinute);
      let tat = 0;
      let now = START;
      for (const { wait, cost } of sequence) {
        now += wait;
        const next = tatAfter(tat, incrementOf(cost, perMinute), now);
        if (next === undefined) continue;
        expect(model.at_(now)).toBeGreaterThan(cost - 0.001);
        model.take(Math.min(cost, model.at_(now)), now);
        tat = next;
      }
    }),
  );
});

test('tells when to come again: then it is admitted, and not a millisecond and a bit earlier', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), arrivals, (perMinute, sequence) => {
      let tat = 0;
      let now = START;
      for (const { wait, cost } of sequence) {
        now += wait;
        const increment = incrementOf(cost, perMinute);
        const next = tatAfter(tat, increment, now);
        const retry = retryAfterMs(tat, increment, now);
        if (next !== undefined) {
          expect(retry).toBe(0);
          tat = next;
        } else if (retry === undefined) {
          expect(cost).toBeGreaterThan(perMinute);
        } else {
          expect(tatAfter(tat, increment, now + retry * 1000)).toBeDefined();
          expect(tatAfter(tat, increment, now + (retry - 1) * 1000 - 1)).toBeUndefined();
        }
      }
    }),
  );
});

test('what is given back never lets through more than was really used plus one bucket', () => {
  const steps = fc.array(
    fc.record({
      wait: fc.nat(15_000_000),
      reserved: fc.integer({ min: 1, max: 60 }),
      used: fc.double({ min: 0, max: 1, noNaN: true }),
      lasts: fc.nat(70_000_000),
    }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(steps, (sequence) => {
      const perMinute = 60;
      let tat = 0;
      let now = START;
      const open: { at: number; ends: number; reserved: number; used: number }[] = [];
      const admitted: { at: number; used: number }[] = [];
      for (const { wait, reserved, used, lasts } of sequence) {
        now += wait;
        for (const each of open.splice(0)) {
          if (each.ends > now) open.push(each);
          else tat -= refundOf(incrementOf(each.reserved - each.used, perMinute), each.at, each.ends);
        }
        const next = tatAfter(tat, incrementOf(reserved, perMinute), now);
        if (next === undefined) continue;
        tat = next;
        const really = Math.floor(used * reserved);
        open.push({ at: now, ends: now + lasts, reserved, used: really });
        admitted.push({ at: now, used: really });
      }
      for (const [from, { at: start }] of admitted.entries()) {
        let sum = 0;
        for (const { at, used } of admitted.slice(from)) {
          sum += used;
          expect(sum).toBeLessThanOrEqual(perMinute * (1 + (at - start) / WINDOW_US) + 0.001);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('tells the state of a bucket', () => {
  expect(stateOf(0, 60, START)).toEqual({ limit: 60, remaining: 60, resetMs: 0 });
  expect(stateOf(START + 15_000_000, 60, START)).toEqual({ limit: 60, remaining: 45, resetMs: 15_000 });
});
