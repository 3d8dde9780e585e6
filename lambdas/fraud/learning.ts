import type { Principal } from '../shared/domain/principal';
import type { FeedbackRequest, FeedbackResponse } from './domain/api/feedback';
import { chosenParts, type HistoryPart } from './domain/decision/history-parts';
import { type EntityRef, entitiesOf } from './domain/features/entity';
import { featureNames } from './domain/features/features-of';
import { learn } from './domain/features/state';
import type { Payment } from './domain/payment';

const MAX_TRIES = 10;
const AMOUNT_RATIO = featureNames.indexOf('amount_ratio');

/** A decision, as far as its label is about it. */
export interface Labelled {
  readonly payment: Payment;
  readonly features: Float32Array;
  /** End of its keeping, in seconds since the epoch. */
  readonly ttl: number;
}

export interface NewLabel {
  readonly org: string;
  readonly label: FeedbackResponse;
  readonly actor: Pick<Principal, 'userId' | 'org' | 'tier' | 'credential'>;
  /** Seconds since the epoch. */
  readonly ttl: number;
}

export interface FeedbackStore {
  /** @returns undefined when the organisation has no such decision */
  find(org: string, decisionId: string): Promise<Labelled | undefined>;
  read(
    org: string,
    decisionId: string,
    refs: readonly EntityRef[],
    signal: AbortSignal,
  ): Promise<{ readonly label?: FeedbackResponse; readonly parts: readonly HistoryPart[] }>;
  /** Writes a label and the histories that learnt of it, all or nothing. @returns what was known before, or `conflict` */
  commit(
    label: NewLabel,
    parts: readonly HistoryPart[],
    signal: AbortSignal,
  ): Promise<'committed' | 'conflict' | FeedbackResponse>;
}

export interface LearningDeps {
  readonly store: FeedbackStore;
  readonly storeMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** From 0 to 1, without 1. */
  readonly random: () => number;
}

export type Learnt =
  | { readonly kind: 'learnt' | 'known'; readonly label: FeedbackResponse }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'contended' };

/** Takes in what a payment turned out to be: once, whoever says so; later payments of its entities see it. */
export function createLearning({ store, storeMs, now, random }: LearningDeps) {
  return async function learnOf(principal: Principal, request: FeedbackRequest): Promise<Learnt> {
    const { userId, org, tier, credential } = principal;
    const decision = await store.find(org, request.decisionId);
    if (!decision) return { kind: 'not-found' };
    const refs = entitiesOf(decision.payment);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const limit = () => AbortSignal.timeout(storeMs);
      const known = await store.read(org, request.decisionId, refs, limit());
      if (known.label) return { kind: 'known', label: known.label };
      const label = { ...request, learnedAt: now() };
      const parts = chosenParts(known.parts, random).map((part) => taught(part, decision, label));
      const actor = { userId, org, tier, credential };
      const result = await store.commit({ org, label, actor, ttl: decision.ttl }, parts, limit());
      if (result === 'committed') return { kind: 'learnt', label };
      if (result !== 'conflict') return { kind: 'known', label: result };
    }
    return { kind: 'contended' };
  };
}

function taught(part: HistoryPart, { payment, features }: Labelled, { fraud, learnedAt }: FeedbackResponse) {
  const { occurredAt, amount } = payment;
  const feedback = { occurredAt, amount, fraud, learnedAt, amountRatio: features[AMOUNT_RATIO] };
  return { ...part, state: learn(part.ref.kind, part.state, feedback) };
}
