import './support/environment';
import type { StreamedEvent } from '../../../lambdas/streaming/domain/events/envelope';
import { testSeed } from '../../support/seed/seed';
import { countPipeline } from './support/count-pipeline';
import { streamed } from './support/events';
import { type FeatureTable, startFeatureTable } from './support/feature-table';
import { readPaced } from './support/paced-stream';
import { seeded } from './support/stream';

const TICK_MS = 200;
/** Events of a steady tick. */
const STEADY = 20;
/** What a request to the table takes: the reader then counts twice what comes steadily, at least, and not ten times. */
const REQUEST_MS = 25;
const BATCH = 100;
const [BEFORE, BURST, AFTER] = [12, 6, 30];
const BURST_EVENTS = BURST * 10 * STEADY;

let table: FeatureTable;
beforeAll(async () => {
  table = await startFeatureTable();
}, 60_000);
afterAll(() => table.stop());

/** Events by ticks, ten times as many in each while the burst lasts. Sessions come and go; users and items stay the same. */
function ticksOf(start: number): StreamedEvent[][] {
  const random = seeded(testSeed);
  const below = (most: number) => Math.floor(random() * most);
  let made = 0;
  const eventAt = (at: number) => {
    made += 1;
    const data = { user: `u${below(200)}`, session: `s${Math.floor(made / 4)}`, item: `i${below(50)}` };
    return streamed({ id: `e${made}`, at, receivedAt: at, type: 'item.clicked', version: 1, data });
  };
  return Array.from({ length: BEFORE + BURST + AFTER }, (_, tick) => {
    const isBurst = tick >= BEFORE && tick < BEFORE + BURST;
    return Array.from({ length: isBurst ? 10 * STEADY : STEADY }, () => eventAt(start + tick * TICK_MS));
  });
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

it(`iterator age comes back to zero after a burst of ten times the steady rate, and events then take no more work than before (seed ${testSeed})`, async () => {
  const { clock } = table.local;
  let requests = 0;
  table.chaos.before = () => {
    requests += 1;
    clock.now += REQUEST_MS;
  };
  const { deliver, parked, published } = countPipeline(table.store);
  const ticks = ticksOf(clock.now);
  const work: number[] = [];
  const handed = await readPaced({
    ...{ local: table.local, tickMs: TICK_MS, ticks, batchSize: BATCH },
    async deliver(records) {
      requests = 0;
      const answer = await deliver(records);
      work.push(requests);
      return answer;
    },
  });
  const counted = sum(published.flatMap(({ Counted }) => Counted as number | number[]));
  expect([counted, parked.size]).toEqual([sum(ticks.map(({ length }) => length)), 0]);

  // A batch for each tick until the burst begins, and again once it is over and read.
  const ages = handed.map(({ ageMs }) => ageMs);
  const worst = ages.indexOf(Math.max(...ages));
  const zero = ages.indexOf(0, worst);
  expect(new Set(ages.slice(0, BEFORE))).toEqual(new Set([0]));
  expect(ages[worst]).toBeGreaterThan(BURST * TICK_MS);
  // A batch takes its reader less than half of the time in which as many come steadily, so each is half a batch less to read.
  expect(zero - BEFORE).toBeLessThanOrEqual((2 * BURST_EVENTS) / BATCH);
  expect(new Set(ages.slice(zero))).toEqual(new Set([0]));
  const after = Math.min(BEFORE, ages.length - zero);
  expect(after).toBeGreaterThan(5);
  expect(sum(work.slice(-after))).toBeLessThanOrEqual(sum(work.slice(BEFORE - after, BEFORE)));
}, 120_000);
