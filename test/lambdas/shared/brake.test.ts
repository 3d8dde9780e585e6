import * as fc from 'fast-check';
import { createBrakeReader } from '../../../lambdas/shared/brake';
import { type BrakeItem, brakeFrom, isBraked } from '../../../lambdas/shared/domain/brake';
import { createBrakeStore } from '../../../lambdas/shared/stores/brake-store';
import { type LocalTable, startTable } from '../support/table';

const march = new Date('2026-03-10T12:00:00Z');
const noon = march.getTime();

describe('the brake', () => {
  it('ends with the month in which it was set', () => {
    const dates = fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (at) => {
        const { expiresAt } = brakeFrom('budget', at);
        const end = new Date(expiresAt * 1000);
        expect([end.getUTCDate(), end.getUTCHours(), end.getUTCMinutes()]).toEqual([1, 0, 0]);
        expect(expiresAt * 1000 - at.getTime()).toBeGreaterThan(0);
        expect(expiresAt * 1000 - at.getTime()).toBeLessThanOrEqual(31 * 86_400_000);
      }),
    );
    expect(brakeFrom('budget', new Date('2026-12-31T23:59:59Z')).expiresAt).toBe(Date.UTC(2027, 0, 1) / 1000);
  });

  it('holds until it ends, though the table may not have forgotten it yet', () => {
    const item = brakeFrom('budget', march);
    expect(isBraked(item, noon)).toBe(true);
    expect(isBraked(item, Date.UTC(2026, 3, 1))).toBe(false);
    expect(isBraked(undefined, noon)).toBe(false);
  });
});

describe('its reader', () => {
  function reader(results: readonly (BrakeItem | undefined | Error)[]) {
    const clock = { now: noon };
    const errors: unknown[] = [];
    let reads = 0;
    const read = async () => {
      const result = results[reads];
      reads += 1;
      if (result instanceof Error) throw result;
      return result;
    };
    const brake = createBrakeReader({ read, now: () => clock.now, onError: (error) => errors.push(error) });
    return { brake, clock, errors, reads: () => reads };
  }

  it('asks the table once in thirty seconds', async () => {
    const { brake, clock, reads } = reader([undefined, brakeFrom('budget', march)]);
    expect(await brake()).toBeUndefined();
    clock.now += 29_999;
    expect(await brake()).toBeUndefined();
    expect(reads()).toBe(1);
    clock.now += 1;
    expect(await brake()).toMatchObject({ reason: 'budget' });
    expect(reads()).toBe(2);
  });

  it('keeps to what it knew when the table cannot be read, and says so', async () => {
    const { brake, clock, errors } = reader([brakeFrom('budget', march), new Error('no table')]);
    await brake();
    clock.now += 30_000;
    expect(await brake()).toMatchObject({ reason: 'budget' });
    expect(errors).toEqual([new Error('no table')]);
  });

  it('lets pass while nothing is known', async () => {
    const { brake, errors } = reader([new Error('no table')]);
    expect(await brake()).toBeUndefined();
    expect(errors).toHaveLength(1);
  });

  it('forgets a brake that ended while it was cached', async () => {
    const { brake, clock } = reader([{ ...brakeFrom('budget', march), expiresAt: noon / 1000 + 10 }]);
    expect(await brake()).toBeDefined();
    clock.now += 10_000;
    expect(await brake()).toBeUndefined();
  });
});

describe('its store', () => {
  let table: LocalTable;
  beforeAll(async () => {
    table = await startTable(['pk']);
  });
  afterAll(() => table.close());

  it('reads what was set, and nothing before', async () => {
    const store = createBrakeStore(table.document, table.name);
    expect(await store.read()).toBeUndefined();
    const item = brakeFrom('budget', march);
    await store.set(item);
    expect(await store.read()).toEqual(item);
  });
});
