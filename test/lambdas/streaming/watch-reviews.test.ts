import './support/environment';
import * as fc from 'fast-check';
import { createWaitingReader } from '../../../lambdas/streaming/adapters/waiting-reader';
import { contentOf } from '../../../lambdas/streaming/domain/cascade/content';
import { judgedByFilters } from '../../../lambdas/streaming/domain/cascade/judging';
import type { ModerationCase } from '../../../lambdas/streaming/domain/cascade/moderation-case';
import { createReviewAges } from '../../../lambdas/streaming/domain/cascade/review-ages';
import { createWatchReviews } from '../../../lambdas/streaming/watch-reviews.handler';
import { capturedLogger } from '../support/captured-logger';
import { NOW } from './support/events';
import { type ItemTable, startItemTable } from './support/item-table';
import { ready, submitted, texts } from './support/moderation';

const MINUTE_MS = 60_000;
const should = [60, 50, 40, 30, 20] as const;

let table: ItemTable;
beforeAll(async () => {
  table = await startItemTable();
});
afterAll(() => table.stop());

async function watched(minutesLater: number) {
  const told: [string, number][] = [];
  const watch = createWatchReviews({
    waiting: createWaitingReader(table.document, 'items'),
    should: [...should],
    metrics: { add: (name, _, value) => void told.push([name, value]) },
    logger: capturedLogger().logger,
  });
  await watch({ time: new Date(NOW + minutesLater * MINUTE_MS).toISOString() });
  return Object.fromEntries(told);
}

async function open(org: string, id: string, text: string, more: Partial<ModerationCase>): Promise<void> {
  const { case: judged } = judgedByFilters(contentOf(submitted({ content: id, text })), ready, NOW);
  const content = { ...judged.content, org, receivedAt: NOW };
  await table.store.create({ ...judged, status: 'held', ...more, content });
}

it('tells how long things wait, by severity and for all organisations, and nothing where nothing waits', async () => {
  expect(await watched(0)).toEqual({});
  await open('acme', 'grave', texts.grave, {});
  await open('globex', 'mild', texts.ambiguous, {});
  const severity = (await table.store.find('globex', 'mild'))?.severity;
  expect(await watched(25)).toEqual({
    ...{ ReviewsWaiting: 2, ReviewsOverdue: 1, OldestReviewSeverity5: 25 },
    [`OldestReviewSeverity${severity}`]: 25,
  });
});

it('an appeal waits since it was made, not since its item came', async () => {
  const appeals = [{ reason: 'It is a song', by: 'u1', at: NOW + 100 * MINUTE_MS }];
  await open('initech', 'appeal', texts.grave, { status: 'escalated', severity: 1, appeals });
  expect(await watched(110)).toMatchObject({ OldestReviewSeverity1: 10, ReviewsWaiting: 3, ReviewsOverdue: 2 });
});

it('what is overdue is part of what waits, and waits no shorter than the oldest that is not', () => {
  const waiting = fc.record({ severity: fc.integer({ min: 1, max: 5 }), since: fc.integer({ min: 0, max: NOW }) });
  fc.assert(
    fc.property(fc.array(waiting), (all) => {
      const watching = createReviewAges([...should], NOW);
      for (const one of all) watching.add(one);
      const { waiting: count, overdue, oldestMinutes } = watching.ages();
      const severities = Object.entries(oldestMinutes);
      const late = severities.filter(([severity, age]) => age > (should[Number(severity) - 1] ?? 0));
      expect([count, severities.length]).toEqual([all.length, new Set(all.map(({ severity }) => severity)).size]);
      expect(overdue).toBeLessThanOrEqual(count);
      expect(overdue > 0).toBe(late.length > 0);
    }),
  );
});
