import { champion } from '../lambdas/fraud/champion';
import { createDeciding, type DecisionStore } from '../lambdas/fraud/deciding';
import type { HistoryPart } from '../lambdas/fraud/domain/decision/history-parts';
import { stopwatch } from '../lambdas/fraud/domain/decision/timings';
import { decode, encode } from '../lambdas/fraud/domain/features/codec';
import type { EntityRef } from '../lambdas/fraud/domain/features/entity';
import { featureNames } from '../lambdas/fraud/domain/features/features-of';
import { shardsOf } from '../lambdas/fraud/domain/features/shards';
import { advance, emptyState, learn, type State } from '../lambdas/fraud/domain/features/state';
import type { Model } from '../lambdas/fraud/domain/model/scorer';
import type { Payment } from '../lambdas/fraud/domain/payment';
import { defaultRules } from '../lambdas/fraud/domain/rules/default-rules';
import { compileRules } from '../lambdas/fraud/domain/rules/evaluate';
import { createExpressions } from '../lambdas/fraud/domain/rules/expression';
import { createLoadedModels, ready } from '../lambdas/fraud/loaded-models';
import { createScoring, type Scoring } from '../lambdas/fraud/scoring';
import type { Principal } from '../lambdas/shared/domain/principal';
import { randomOf } from '../models/random';
import { compare, type Row } from './report';

const SEED = 20_260_101;
const START = Date.UTC(2026, 0, 5);
const RATE = 200;
const SECOND_MS = 1000;
/** What a decision may take but for the network, at the 99th percentile. */
const BUDGET_MS = 10;
/** A write unit of DynamoDB. */
const UNIT_BYTES = 1024;

export interface DecisionsOptions {
  /** Payments of a customer before the one that is compared with an early one. @default 1,000,000 */
  readonly history?: number;
  /** Seconds of payments at 200 a second. @default 10 */
  readonly seconds?: number;
  readonly progress: (text: string) => void;
}

/**
 * Decides on payments by all that is deployed but for the network: histories as bytes, features, the champion, rules. Compares the
 * 99th percentile at 200 payments a second with the budget; a payment after a long history with one after a short one, in time
 * and in the bytes that are written.
 */
export async function decisions(options: DecisionsOptions): Promise<Row[]> {
  const { history = 1_000_000, seconds = 10, progress } = options;
  const random = randomOf(SEED);
  progress(`making histories of ${history} payments`);
  const [early, late] = [historiesAfter(1_000, random), historiesAfter(history, random)];
  const deciding = decider(early, random);
  await deciding(1_000);
  progress(`deciding on ${RATE} payments a second for ${seconds} s`);
  const times = (await deciding.at(RATE, seconds)).sort((one, other) => one - other);
  const p99 = times[Math.floor(times.length * 0.99)] ?? Number.NaN;
  const [short, long] = await quickest([decider(early, random), decider(late, random)]);
  const bytes = Math.max(...[...late.values()].map(({ bytes: each }) => each.length));
  return [
    compare(`decisions/p99 at ${RATE} a second, budget`, 'ms', { value: p99, floor: BUDGET_MS }, 1),
    compare(`decisions/after ${history} payments, 1,000`, 'ms', { value: long, floor: short }, 1.3),
    compare(`decisions/largest history, write unit`, 'bytes', { value: bytes, floor: UNIT_BYTES }, 1),
  ];
}

interface Stored {
  readonly version: number;
  readonly bytes: Uint8Array;
}

const keyOf = ({ kind }: EntityRef, shard: number) => `${kind}/${shard}`;

const payment = (at: number, random: () => number): Payment => ({
  ...{ paymentId: `p${at}`, amount: 500 + Math.floor(20_000 * random()), currency: 'EUR', occurredAt: at },
  ...{ account: 'a', card: 'c', merchant: 'm', device: `d${Math.floor(random() * 40)}`, ip: '10.0.0.1' },
  ...{ country: random() < 0.9 ? 'DE' : 'FR', place: { lat: 50 + random(), lon: 8 + random() } },
});

/** Histories of one customer, a payment a minute; one in fifty turned out to be a fraud, which was learnt a week later. */
function historiesAfter(count: number, random: () => number): Map<string, Stored> {
  const refs = (Object.keys(shardsOf) as EntityRef['kind'][]).map((kind) => ({ kind, id: kind }));
  const states = new Map<string, State>();
  const first = START - count * 60_000;
  for (let index = 0; index < count; index += 1) {
    const paid = payment(first + index * 60_000, random);
    for (const ref of refs) {
      const key = keyOf(ref, index % shardsOf[ref.kind]);
      const before = states.get(key) ?? emptyState(ref.kind);
      const after = advance(ref.kind, before, paid);
      states.set(key, index % 50 === 0 ? learn(ref.kind, after, labelOf(paid, random)) : after);
    }
  }
  return new Map([...states].map(([key, state]) => [key, { version: 1, bytes: encode(state) }]));
}

const labelOf = ({ occurredAt, amount }: Payment, random: () => number) => ({
  ...{ occurredAt, amount, fraud: random() < 0.5, learnedAt: occurredAt + 7 * 86_400_000 },
});

/** Decides on payments of that customer over the given histories, which it does not change. */
function decider(histories: ReadonlyMap<string, Stored>, random: () => number) {
  const rules = compileRules(defaultRules, createExpressions(featureNames));
  const ask = createDeciding({
    store: storeOf(histories),
    rules: async () => rules,
    score: scoringOf(champion()),
    policy: { falsePositive: 1_500, review: 400, missedFraud: { fixed: 2_000, perAmount: 1 }, unscoredReviewFrom: 1 },
    storeMs: 60_000,
    now: () => START,
    random,
  });
  const principal: Principal = {
    ...{ userId: 'u', org: 'o', groups: [], tier: 'paid' as const, clearance: 0, scopes: [] },
    ...{ credential: 'api-key' as const, expiresAt: 0 },
  };

  async function once(): Promise<number> {
    const { paymentId, occurredAt, ...request } = payment(START, random);
    const asked = { ...request, occurredAt: new Date(occurredAt).toISOString() };
    const watch = stopwatch(() => performance.now());
    await ask({ principal, decisionId: paymentId, requestHash: '', request: asked, amount: request.amount }, watch);
    return watch.total();
  }

  async function many(count: number): Promise<number[]> {
    const times: number[] = [];
    for (let index = 0; index < count; index += 1) times.push(await once());
    return times;
  }
  /** At a steady pace, as many as there are in so many seconds. */
  many.at = async (rate: number, seconds: number): Promise<number[]> => {
    const times: number[] = [];
    const began = performance.now();
    for (let index = 0; index < rate * seconds; index += 1) {
      const wait = began + (index * SECOND_MS) / rate - performance.now();
      if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
      times.push(await once());
    }
    return times;
  };
  return many;
}

/** A model in process, as it is deployed. */
function scoringOf(model: Model): Scoring {
  const { version, sha256 } = model;
  const bundled = ready(model);
  const artefacts = { read: async () => undefined };
  return createScoring({
    bundled,
    models: createLoadedModels({ artefacts, bundled, now: () => START, onError: () => undefined }),
    lineup: async () => ({ champion: { version, sha256 } }),
    totalMs: 60_000,
    limit: AbortSignal.timeout,
    note: () => undefined,
  });
}

/** Reads and writes bytes, as the store does, and keeps nothing. */
function storeOf(histories: ReadonlyMap<string, Stored>): DecisionStore {
  return {
    read: async (_org, _decisionId, refs) => ({
      lists: { card: '', account: '', device: '', ip: '', merchant: '' },
      parts: refs.flatMap((ref) =>
        Array.from({ length: shardsOf[ref.kind] }, (_, shard): HistoryPart => {
          const found = histories.get(keyOf(ref, shard));
          return {
            ref,
            shard,
            version: found?.version ?? 0,
            state: found ? decode(found.bytes) : emptyState(ref.kind),
          };
        }),
      ),
    }),
    async commit(_record, parts) {
      for (const { state } of parts) encode(state);
      return 'committed';
    },
  };
}

/** Milliseconds of the quickest of many decisions, by turns: whatever else a machine does makes one slower, never quicker. */
async function quickest(deciders: readonly [Decider, Decider]): Promise<[number, number]> {
  const least: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < 10; round += 1) {
    for (const place of [0, 1] as const) least[place] = Math.min(least[place], ...(await deciders[place](300)));
  }
  return least;
}
type Decider = ReturnType<typeof decider>;
