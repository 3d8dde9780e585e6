import assert from 'node:assert/strict';
import './support/environment';
import { decisionIdOf, historyKey, requestHashOf } from '../../../lambdas/fraud/adapters/decision-items';
import { type Answer, createDeciding } from '../../../lambdas/fraud/deciding';
import type { DecisionRequest } from '../../../lambdas/fraud/domain/api/decisions';
import { recordOfEvent } from '../../../lambdas/fraud/domain/decision/recorded';
import type { DecisionRecord } from '../../../lambdas/fraud/domain/decision/stored-decision';
import { stopwatch } from '../../../lambdas/fraud/domain/decision/timings';
import { type EntityRef, entitiesOf } from '../../../lambdas/fraud/domain/features/entity';
import { featuresOf } from '../../../lambdas/fraud/domain/features/features-of';
import { shardsOf } from '../../../lambdas/fraud/domain/features/shards';
import { advance, emptyState, merge, type State } from '../../../lambdas/fraud/domain/features/state';
import { createReconciling } from '../../../lambdas/fraud/reconciling';
import type { AuditEvent } from '../../../lambdas/shared/domain/audit-event';
import { randomOf } from '../../../models/random';
import { testSeed } from '../../support/seed/seed';
import { alice } from '../support/principals';
import { decidingOf } from './support/deciding';
import { MemoryStore } from './support/memory-store';
import { ToldStream } from './support/told-stream';

/** All of them with `FRAUD_PAYMENTS=50000`. */
const PAYMENTS = Number(process.env.FRAUD_PAYMENTS ?? 1_500);
const AT_ONCE = 48;
const REDELIVERED = 0.1;
/** How far a payment may be delivered before or after its turn. */
const OUT_OF_ORDER = 40;

interface Delivery {
  readonly key: string;
  readonly request: DecisionRequest;
  readonly turn: number;
}

/** Payments of few accounts at fewer merchants, in a hurry: histories are fought over. */
function deliveriesOf(random: () => number): Delivery[] {
  const below = (limit: number) => Math.floor(random() * limit);
  return Array.from({ length: PAYMENTS }, (_, index): Delivery[] => {
    const account = below(PAYMENTS / 20);
    const request: DecisionRequest = {
      amount: 100 + below(20_000),
      currency: 'EUR',
      occurredAt: new Date(1_700_000_000_000 + index * 700 - below(90_000)).toISOString(),
      ...{
        account: `a${account}`,
        card: `c${account}-${below(2)}`,
        merchant: `m${below(20)}`,
        ip: `10.0.0.${below(60)}`,
      },
      ...(below(4) > 0 && { device: `d${account}` }),
      ...(below(2) > 0 && { country: below(9) > 0 ? 'DE' : 'FR' }),
      ...(below(2) > 0 && { place: { lat: below(180) - 90, lon: below(360) - 180 } }),
    };
    const one = () => ({ key: `key-${index}`, request, turn: index + random() * OUT_OF_ORDER });
    return random() < REDELIVERED ? [one(), one(), one()] : [one()];
  })
    .flat()
    .sort((before, after) => before.turn - after.turn);
}

/** Delivers them, so many at once; each in its own words the same answer as all others with its key. */
async function deliver(deliveries: readonly Delivery[], store: MemoryStore, random: () => number) {
  const ask = createDeciding(decidingOf(store, { random }));
  const bodies = new Map<string, string>();
  const contended: Delivery[] = [];
  let next = 0;
  async function worker(): Promise<void> {
    for (let delivery = deliveries[next++]; delivery; delivery = deliveries[next++]) {
      const { key, request } = delivery;
      const question = {
        ...{ principal: alice, request, amount: request.amount },
        ...{ decisionId: decisionIdOf(alice.org, key), requestHash: requestHashOf(request) },
      };
      let answer: Answer = { kind: 'contended' };
      // As a caller does that is told to try again.
      while (answer.kind === 'contended') {
        answer = await ask(
          question,
          stopwatch(() => 0),
        );
        if (answer.kind === 'contended') contended.push(delivery);
      }
      assert.ok(answer.kind !== 'unavailable');
      const { body } = answer.kind === 'decided' ? answer.record : answer.decision;
      assert.equal(bodies.get(key) ?? body, body);
      bodies.set(key, body);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { bodies, contended };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => Buffer.from(buffer, byteOffset, byteLength);

type Taken = Pick<DecisionRecord, 'payment' | 'features' | 'seen' | 'counted' | 'body'>;

/** Histories by entity and part, as they were after each payment, told one after the other. */
class Reference {
  private readonly parts = new Map<string, State[]>();
  private readonly wholes = new Map<string, { readonly ref: EntityRef; state: State }>();

  /** Every payment changes what the next one sees: nothing is lost, counted twice, or seen before it happened. */
  take({ payment, features, seen, counted, body }: Taken): void {
    const states: Partial<Record<EntityRef['kind'], State>> = {};
    for (const ref of entitiesOf(payment)) {
      const versions = Array.from({ length: shardsOf[ref.kind] }, (_, shard) => {
        const version = seen.find((each) => each.kind === ref.kind && each.shard === shard)?.version ?? 0;
        return this.at(ref, shard, version);
      });
      states[ref.kind] = merge(ref.kind, versions);
    }
    // To the bit.
    assert.ok(bytesOf(features).equals(bytesOf(featuresOf(payment, states))), payment.paymentId);
    assert.equal(JSON.parse(body).decisionId, payment.paymentId);
    for (const ref of entitiesOf(payment)) {
      const part = counted.find(({ kind }) => kind === ref.kind);
      const log = this.logOf(ref, part?.shard ?? -1);
      // It was added to the latest: else what came between would be lost.
      assert.equal(part?.version, log.length);
      log.push(advance(ref.kind, log.at(-1) ?? emptyState(ref.kind), payment));
      const key = `${ref.kind}/${ref.id}`;
      const whole = this.wholes.get(key) ?? { ref, state: emptyState(ref.kind) };
      whole.state = advance(ref.kind, whole.state, payment);
      this.wholes.set(key, whole);
    }
  }

  private at(ref: EntityRef, shard: number, version: number): State {
    const log = this.logOf(ref, shard);
    // What few payments share has one part, which each of them sees as it is when it is written.
    if (shardsOf[ref.kind] === 1) assert.equal(version, log.length);
    return version === 0 ? emptyState(ref.kind) : (log[version - 1] as State);
  }

  private logOf({ kind, id }: EntityRef, shard: number): State[] {
    const key = `${kind}/${id}/${shard}`;
    const log = this.parts.get(key) ?? [];
    this.parts.set(key, log);
    return log;
  }

  histories() {
    return [...this.wholes.values()];
  }
}

/** A decision as the audit has it, and nothing of what the table has. */
function auditedOf(event: AuditEvent): Taken {
  const { features, body, payment } = recordOfEvent(event);
  const [seen, counted] = [JSON.parse(String(event.details.seen)), JSON.parse(String(event.details.counted))];
  return { features, body, payment, seen, counted };
}

/** What compares an hour finds nothing, in what the table, the histories and the audit have. */
async function reconciled(store: MemoryStore, stream: ToldStream) {
  const versions = new Map<string, number>();
  for (const { org, payment, counted } of store.committed) {
    for (const ref of entitiesOf(payment)) {
      const { shard = 0 } = counted.find(({ kind }) => kind === ref.kind) ?? {};
      versions.set(historyKey(org, ref, shard).pk, store.part(org, ref, shard).version);
    }
  }
  const reconcile = createReconciling({
    table: {
      async *entries() {
        yield* stream.indexed;
      },
      versions: async () => versions,
    },
    audit: {
      async *events() {
        for (const id of stream.arrived.keys()) yield stream.eventOf(id);
      },
    },
    now: () => 1_700_000_000_000,
    ledgerParts: 1,
  });
  return reconcile('2023-11-14T22');
}

test(`payments redelivered, out of order and at once are decided, counted and audited as one after the other (TEST_SEED=${testSeed})`, async () => {
  const random = randomOf(testSeed);
  const stream = new ToldStream(randomOf(testSeed + 1), {
    refused: 0.002,
    unanswered: 0.002,
    redelivered: REDELIVERED,
  });
  const store = new MemoryStore(
    async () => {
      for (let turns = Math.floor(random() * 4); turns > 0; turns -= 1) await undefined;
    },
    (record) => stream.push(record),
  );
  const deliveries = deliveriesOf(random);
  const reading = stream.read();
  const { bodies, contended } = await deliver(deliveries, store, random);
  stream.end();
  await reading;

  // Each payment once, although some came three times.
  expect(deliveries.length).toBeGreaterThan(PAYMENTS * (1 + REDELIVERED));
  expect(store.committed).toHaveLength(PAYMENTS);
  expect(new Set(store.committed.map(({ decisionId }) => decisionId)).size).toBe(PAYMENTS);
  expect(new Set(store.committed.map(({ body }) => body))).toEqual(new Set(bodies.values()));
  // It says something only if they were in each other's way.
  expect(store.conflicts).toBeGreaterThan(PAYMENTS / 100);

  // The audit has each of them, and some more than once: then in the same words.
  const lines = [...stream.arrived.values()].reduce((sum, { times }) => sum + times, 0);
  expect(new Set(stream.arrived.keys())).toEqual(new Set(store.committed.map(({ decisionId }) => decisionId)));
  expect(stream.differing).toEqual([]);
  expect([lines > PAYMENTS, stream.seen.failed > 0, stream.seen.again > 0]).toEqual([true, true, true]);

  // What is in the audit follows from the payments one after the other, and so do the counters.
  const reference = new Reference();
  for (const { decisionId } of store.committed) reference.take(auditedOf(stream.eventOf(decisionId)));
  for (const { ref, state } of reference.histories()) {
    const parts = Array.from({ length: shardsOf[ref.kind] }, (_, shard) => store.part(alice.org, ref, shard).state);
    expect(merge(ref.kind, parts)).toEqual(state);
  }
  const compared = await reconciled(store, stream);
  expect(compared).toMatchObject({ tabled: PAYMENTS, audited: PAYMENTS, findings: [], faults: 0 });
  told({
    ...{
      payments: PAYMENTS,
      deliveries: deliveries.length,
      conflicts: store.conflicts,
      toldToTryAgain: contended.length,
    },
    ...{ histories: compared.histories, auditLines: lines, ...stream.seen },
  });
}, 1_800_000);

/** What was seen, for who runs all of them. */
const told = (seen: object) => {
  if (process.env.FRAUD_PAYMENTS) process.stdout.write(`${JSON.stringify(seen)}\n`);
};
