import fc from 'fast-check';
import { decode, encode } from '../../../../lambdas/fraud/domain/features/codec';
import { amountRatioOf } from '../../../../lambdas/fraud/domain/features/derived';
import { type EntityKind, entitiesOf, entityKinds } from '../../../../lambdas/fraud/domain/features/entity';
import { featureNames, featuresOf } from '../../../../lambdas/fraud/domain/features/features-of';
import { advance, emptyState, learn, merge, type State } from '../../../../lambdas/fraud/domain/features/state';
import type { Payment } from '../../../../lambdas/fraud/domain/payment';
import { Replay } from '../../../../models/fraud/features/replay';
import { anyPayment } from '../../../lambdas/fraud/domain/features/support';

const SHARDS: Readonly<Partial<Record<EntityKind, number>>> = { merchant: 4, ip: 3 };

/** A store as it is online: bytes by key, busy entities spread over several of them, which are merged when they are read. */
class ByteStore {
  readonly #bytes = new Map<string, Uint8Array>();

  read(kind: EntityKind, id: string): State {
    const shards = Array.from({ length: SHARDS[kind] ?? 1 }, (_, shard) => this.#shard(kind, id, shard));
    return shards.length === 1 ? (shards[0] as State) : merge(kind, shards);
  }

  /** @param seed picks the shard */
  change(payment: Payment, seed: number, change: (kind: EntityKind, state: State) => State): void {
    for (const { kind, id } of entitiesOf(payment)) {
      const shard = seed % (SHARDS[kind] ?? 1);
      this.#bytes.set(`${kind} ${id} ${shard}`, encode(change(kind, this.#shard(kind, id, shard))));
    }
  }

  #shard(kind: EntityKind, id: string, shard: number): State {
    const bytes = this.#bytes.get(`${kind} ${id} ${shard}`);
    return bytes ? decode(bytes) : emptyState(kind);
  }
}

/** A payment; and how many payments later its label comes, if it does. */
const anyStep = fc.record({
  payment: anyPayment,
  label: fc.option(fc.record({ fraud: fc.boolean(), after: fc.nat(10) })),
  seed: fc.nat(),
});

it('features online, from stored and sharded histories, are those of the replay to the last bit', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 1, maxLength: 60 }), (steps) => {
      const store = new ByteStore();
      const replay = new Replay(entityKinds);
      const due: { at: number; payment: Payment; fraud: boolean; amountRatio: number; seed: number }[] = [];
      for (const [number, { payment, label, seed }] of steps.entries()) {
        for (const { payment: labelled, fraud, amountRatio, seed: shard } of due.filter(({ at }) => at === number)) {
          const { occurredAt, amount } = labelled;
          const feedback = {
            occurredAt,
            amount,
            fraud,
            learnedAt: Math.max(occurredAt, payment.occurredAt),
            amountRatio,
          };
          store.change(labelled, shard, (kind, state) => learn(kind, state, feedback));
          replay.learn(labelled, feedback);
        }
        const states = Object.fromEntries(entitiesOf(payment).map(({ kind, id }) => [kind, store.read(kind, id)]));
        const online = featuresOf(payment, states);
        expect(online).toEqual(replay.features(payment));
        const amountRatio = online[featureNames.indexOf('amount_ratio')] ?? Number.NaN;
        expect(replay.amountRatio(payment)).toEqual(amountRatio);
        expect(amountRatioOf(payment, store.read('account', payment.account))).toEqual(amountRatio);
        store.change(payment, seed, (kind, state) => advance(kind, state, payment));
        replay.advance(payment);
        if (label)
          due.push({ at: number + 1 + label.after, payment, fraud: label.fraud, amountRatio, seed: seed >>> 3 });
      }
    }),
  );
});
