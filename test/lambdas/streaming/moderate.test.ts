import './support/environment';
import middy from '@middy/core';
import type { KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { createMetrics } from '../../../lambdas/shared/metrics';
import { flushMetrics } from '../../../lambdas/shared/middleware/flush-metrics';
import { logContext } from '../../../lambdas/shared/middleware/log-context';
import { inForce } from '../../../lambdas/streaming/domain/cascade/moderation-case';
import { createModerate, type ModerateDeps } from '../../../lambdas/streaming/moderate.handler';
import { type CaseWriter, createModerating, type ModeratingDeps } from '../../../lambdas/streaming/moderating';
import { capturedLogger } from '../support/captured-logger';
import { invoke } from '../support/context';
import { recordOf } from './support/count-pipeline';
import { streamed } from './support/events';
import { MemoryCases, moderatingDeps, submittedEvent, texts } from './support/moderation';

/** The reader that moderates, in its own pipeline. What it parks is kept by its sequence number. */
function moderatePipeline(cases: CaseWriter, more: Partial<ModeratingDeps> = {}, park?: ModerateDeps['park']) {
  const parked = new Map<number, string>();
  const published: Record<string, unknown>[] = [];
  const { logger } = capturedLogger();
  const metrics = createMetrics('streaming', { stage: 'test', print: (line) => void published.push(JSON.parse(line)) });
  const moderate = createModerate({
    tell: async () => undefined,
    moderate: createModerating(moderatingDeps(cases, more)),
    park: park ?? (async ({ sequenceNumber }, { reason }) => void parked.set(Number(sequenceNumber), reason)),
    ...{ metrics, logger },
  });
  const pipeline = middy<KinesisStreamEvent, KinesisStreamBatchResponse>()
    .use(logContext(logger))
    .use(flushMetrics(metrics))
    .handler(moderate);
  async function deliver(records: readonly KinesisStreamRecord[]) {
    const { batchItemFailures } = (await invoke(pipeline, { Records: [...records] })) as KinesisStreamBatchResponse;
    return batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier));
  }
  return { deliver, parked, published };
}

const items = (count: number, text: string = texts.clean, from = 0) =>
  Array.from({ length: count }, (_, index) =>
    recordOf(submittedEvent({ content: `c${from + index}`, text }, `e${from + index}`), from + index),
  );

it('judges what was submitted, leaves other events, and says what came of it', async () => {
  const cases = new MemoryCases();
  const { deliver, parked, published } = moderatePipeline(cases);
  const batch = [
    ...items(3),
    recordOf(streamed({ id: 'view' }), 3),
    ...items(1, texts.rejected, 4),
    ...items(1, texts.ambiguous, 5),
  ];
  expect(await deliver(batch)).toEqual([]);
  expect([...cases.cases.values()].map((one) => inForce(one) ?? one.status)).toEqual([
    ...['approve', 'approve', 'approve', 'reject', 'held'],
  ]);
  expect(await deliver(batch)).toEqual([]);
  expect([...cases.history.values()].map(({ length }) => length)).toEqual([1, 1, 1, 1, 2]);
  expect(parked.size).toBe(0);
  expect(published[0]).toMatchObject({ Approved: [1, 1, 1], Rejected: 1, Held: 1, JudgedByTier3: 1 });
  // The model of this pipeline answers nothing, and neither does the classifier.
  expect(published[0]).toMatchObject({ Unjudged: [0, 0, 0, 0, 1], ClassifierUnavailable: 1 });
  expect(published[1]).toMatchObject({ ModerationDuplicates: [1, 1, 1, 1, 1] });
});

it('counts an item that waits for its image once, when it is judged with it', async () => {
  const sha256 = 'a'.repeat(64);
  let isScreened = false;
  const look = () => (isScreened ? { labels: [] } : { unseen: 'image-not-screened' as const });
  const images = { of: async () => new Map([[sha256, look()]]), expect: async () => undefined };
  const { deliver, published } = moderatePipeline(new MemoryCases(), { images });
  const batch = [recordOf(submittedEvent({ images: [{ sha256 }] }), 1)];
  await deliver(batch);
  isScreened = true;
  await deliver(batch);
  expect(published.filter((one) => 'Held' in one || 'Approved' in one)).toEqual([
    expect.objectContaining({ Approved: 1, JudgedByTier1: 1 }),
  ]);
});

it('puts aside what contradicts a version that was judged, and leaves what is no event to the reader that counts', async () => {
  const cases = new MemoryCases();
  const { deliver, parked } = moderatePipeline(cases);
  const [first] = items(1);
  if (!first) throw new Error('no record');
  const other = recordOf(submittedEvent({ content: 'c0', text: texts.rejected }), 7);
  const noVersion = recordOf(submittedEvent({ version: 0 }), 8);
  expect(await deliver([first, recordOf('{', 6), other, noVersion])).toEqual([]);
  expect([...parked]).toEqual([[7, 'version_taken']]);
  expect([...cases.cases.values()].map(inForce)).toEqual(['approve']);
});

it('comes again from the first record that was neither judged nor put aside, and what is done is found so', async () => {
  const cases = new MemoryCases();
  let away = true;
  const store: CaseWriter = {
    put: (given) => cases.put(given),
    async create(given) {
      if (away && given.content.id === 'c20') throw new Error('the table is away');
      return cases.create(given);
    },
  };
  const { deliver } = moderatePipeline(store);
  expect(await deliver(items(40))).toEqual([20]);
  away = false;
  expect(await deliver(items(40).slice(20))).toEqual([]);
  expect(cases.cases.size).toBe(40);
  expect([...cases.history.values()].every(({ length }) => length === 1)).toBe(true);
});

it('has a record come again that cannot be put aside', async () => {
  const full = async () => {
    throw new Error('the bucket is away');
  };
  const { deliver } = moderatePipeline(new MemoryCases(), {}, full);
  const other = recordOf(submittedEvent({ content: 'c1', text: texts.rejected }), 2);
  expect(await deliver([...items(2), other, ...items(1, texts.clean, 3)])).toEqual([2]);
});
