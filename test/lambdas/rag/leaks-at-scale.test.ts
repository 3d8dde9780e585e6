import { testSeed } from '../../support/seed/seed';
import { Dice } from './support/dice';
import { Hunt, type HuntOptions, PATHS } from './support/leak-hunt';
import { SHARDS } from './support/marked-corpus';
import { type ServedIndex, startServedIndex } from './support/served-index';

/**
 * The query side and the ingestion of the product, over its own adapters and the official client, before a search engine; models, the
 * table of documents and the bucket are in memory. `LEAK_PAIRS=100000 npx jest leaks-at-scale` is the long run, and says how far it is;
 * `TEST_SEED` repeats one.
 *
 * The index may be behind a document's record in either direction; the record is behind nothing. It is where a permission is
 * changed: a change is answered when its conditional write is done, and every reader asks consistently (`createDocumentReader`).
 * There is no other place that would know of it before.
 */
const { LEAK_PAIRS } = process.env;
const pairs = Number(LEAK_PAIRS ?? 400);
const PROGRESS_PAIRS = 5_000;

let index: ServedIndex | undefined;
afterEach(() => index?.stop());

const whole = { documents: 240, filters: true, authority: true, lag: true, changes: 0.06, paths: PATHS };

async function hunt(count: number, options: Partial<Omit<HuntOptions, 'index' | 'dice'>> = {}): Promise<Hunt> {
  index = await startServedIndex(SHARDS);
  const hunting = await Hunt.begin({ index, dice: new Dice(testSeed), ...whole, ...options });
  const start = performance.now();
  for (let pair = 1; pair <= count; pair += 1) {
    await hunting.pair();
    if (LEAK_PAIRS && pair % PROGRESS_PAIRS === 0) tell(pair, performance.now() - start, hunting);
  }
  return hunting;
}

function tell(pair: number, ms: number, { leaks, shown, rag }: Hunt): void {
  const all = { pair, seconds: Math.round(ms / 1_000), leaks: leaks.length, ...shown, stopped: rag.stopped.passages };
  process.stderr.write(`${JSON.stringify({ seed: testSeed, ...all })}\n`);
}

it('shows nobody on any path what they may not see, while permissions and versions change', async () => {
  const { leaks, shown, rag } = await hunt(pairs);
  expect(leaks).toEqual([]);
  // It says something only if much was shown on every path, and there was something to hide.
  for (const path of PATHS) expect(shown.documents[path]).toBeGreaterThan(shown.pairs[path] ?? Number.NaN);
  expect(shown.cached).toBeGreaterThan(pairs / 100);
  expect(shown.citations).toBeGreaterThan(pairs / 5);
  expect(shown.links).toBeGreaterThan(pairs / 5);
  expect(shown.within).toBeGreaterThan(pairs / 200);
  expect(shown.late).toBeGreaterThan(pairs / 20);
  expect(rag.stopped.passages).toBeGreaterThan(pairs / 20);
}, 7_200_000);

/** What does not go through the cache: a cached answer has no permissions of its own, by which an index could filter. */
const uncached = ['search', 'suggestions', 'tool'] as const;

describe('of the two, the records alone protect', () => {
  const FEW_PAIRS = 100;
  const few = { documents: 40, changes: 0.3 };

  it('with no filter in the index nothing leaks', async () => {
    const { leaks, rag } = await hunt(FEW_PAIRS, { ...few, filters: false });
    expect(leaks).toEqual([]);
    expect(rag.stopped.passages).toBeGreaterThan(FEW_PAIRS);
  }, 120_000);

  it('with filters alone nothing leaks of what the index knows', async () => {
    const { leaks, shown } = await hunt(FEW_PAIRS, { ...few, authority: false, lag: false, paths: uncached });
    expect(leaks).toEqual([]);
    for (const path of uncached) expect(shown.documents[path]).toBeGreaterThan(10);
  }, 120_000);

  it.each([
    ['what the index does not know yet', { authority: false, paths: uncached }],
    ['what a cached answer rests on', { authority: false, lag: false, paths: ['answers'] as const }],
    ['everything, with neither', { authority: false, filters: false, lag: false }],
  ])(
    'without them it is noticed: %s',
    async (_what, options) => {
      const { leaks } = await hunt(FEW_PAIRS, { ...few, ...options });
      expect(leaks.length).toBeGreaterThan(0);
    },
    120_000,
  );
});
