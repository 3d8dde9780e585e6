import { amountRatioOf, type States } from '../../../lambdas/fraud/domain/features/derived';
import { type EntityKind, type EntityRef, entitiesOf } from '../../../lambdas/fraud/domain/features/entity';
import { featuresOf } from '../../../lambdas/fraud/domain/features/features-of';
import type { Feedback } from '../../../lambdas/fraud/domain/features/known-labels';
import { advance, emptyState, learn, type State } from '../../../lambdas/fraud/domain/features/state';
import type { Payment } from '../../../lambdas/fraud/domain/payment';

/**
 * Histories of all entities in memory, for training: payments and labels are given in the order in which they were committed, and
 * each meets the very fold that runs online.
 */
export class Replay {
  readonly #states = new Map<EntityKind, Map<string, State>>();

  /** @param kinds the entities that are followed; features of others are unknown */
  constructor(private readonly kinds: readonly EntityKind[]) {
    for (const kind of kinds) this.#states.set(kind, new Map());
  }

  /** Features of a payment from what happened before it. */
  features(payment: Payment): Float32Array {
    const states: Partial<Record<EntityKind, State>> = {};
    for (const { kind, id } of this.#followed(payment)) states[kind] = this.#state(kind, id);
    return featuresOf(payment, states satisfies States);
  }

  /** How the amount compares with the account's usual one, as it goes with the payment's label. */
  amountRatio(payment: Payment): number {
    return amountRatioOf(payment, this.#state('account', payment.account));
  }

  /** The payment happens. */
  advance(payment: Payment): void {
    for (const { kind, id } of this.#followed(payment)) {
      this.#states.get(kind)?.set(id, advance(kind, this.#state(kind, id), payment));
    }
  }

  /** Its label becomes known. */
  learn(payment: Payment, feedback: Feedback): void {
    for (const { kind, id } of this.#followed(payment)) {
      this.#states.get(kind)?.set(id, learn(kind, this.#state(kind, id), feedback));
    }
  }

  *states(): Generator<State> {
    for (const ofKind of this.#states.values()) yield* ofKind.values();
  }

  #followed(payment: Payment): EntityRef[] {
    return entitiesOf(payment).filter(({ kind }) => this.kinds.includes(kind));
  }

  #state(kind: EntityKind, id: string): State {
    return this.#states.get(kind)?.get(id) ?? emptyState(kind);
  }
}
