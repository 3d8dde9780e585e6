import type { Principal } from '../shared/domain/principal';
import type { FeedbackRequest, FeedbackResponse } from './domain/api/feedback';
import { type Actor, actorOf } from './domain/decision/actor';
import { chosenParts, type HistoryPart } from './domain/decision/history-parts';
import type { SeenVersion } from './domain/decision/stored-decision';
import { type EntityRef, entitiesOf } from './domain/features/entity';
import { featureNames } from './domain/features/features-of';
import type { Feedback } from './domain/features/known-labels';
import { correct, learn } from './domain/features/state';
import type { Payment } from './domain/payment';
import type { StoredReview } from './domain/review/review';

const MAX_TRIES = 10;
const AMOUNT_RATIO = featureNames.indexOf('amount_ratio');

/** A decision, as far as its label is about it. */
export interface Labelled {
  readonly payment: Payment;
  readonly features: Float32Array;
  /** End of its keeping, in seconds since the epoch. */
  readonly ttl: number;
}

/** What is known of a payment, and which part of each history learnt of it, with the version it had before. */
export interface KnownLabel {
  readonly label: FeedbackResponse;
  readonly taught: readonly SeenVersion[];
}

export interface NewLabel {
  readonly org: string;
  readonly label: FeedbackResponse;
  readonly actor: Actor;
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
  ): Promise<{ readonly known?: KnownLabel; readonly parts: readonly HistoryPart[] }>;
  /**
   * Writes a label in the place of the revision it corrects, the histories that learnt of it, and the step of a review that it came
   * of, all or nothing.
   *
   * @returns `conflict` where label or histories were written meanwhile; `changed` where somebody took a step of the review
   */
  commit(
    label: NewLabel,
    parts: readonly HistoryPart[],
    signal: AbortSignal,
    review?: StoredReview,
  ): Promise<'committed' | 'conflict' | 'changed'>;
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
  /** What is known from now on, or was before. */
  | { readonly kind: 'learnt' | 'known'; readonly label: FeedbackResponse }
  /** Another revision than the one to be corrected is known, or none. */
  | { readonly kind: 'outdated'; readonly label?: FeedbackResponse }
  | { readonly kind: 'not-found' }
  /** Somebody took a step of the review. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'contended' };

/**
 * Takes in what a payment turned out to be: once, whoever says so; later payments of its entities see it. A label that was wrong is
 * corrected by who names its revision, so that a correction that comes twice, or an old label that comes late, changes nothing.
 */
export function createLearning({ store, storeMs, now, random }: LearningDeps) {
  /** @param review a step to be taken together with the label, in place of one that the review told before; not taken without it */
  return async function learnOf(
    principal: Principal,
    request: FeedbackRequest,
    review?: StoredReview,
  ): Promise<Learnt> {
    const decision = await store.find(principal.org, request.decisionId);
    if (!decision) return { kind: 'not-found' };
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const learnt = await attempt(principal, request, decision, review);
      if (learnt) return learnt;
    }
    return { kind: 'contended' };
  };

  /** @returns undefined where somebody else wrote meanwhile */
  async function attempt(
    principal: Principal,
    request: FeedbackRequest,
    decision: Labelled,
    review: StoredReview | undefined,
  ): Promise<Learnt | undefined> {
    const { org } = principal;
    const limit = () => AbortSignal.timeout(storeMs);
    const { known, parts } = await store.read(org, request.decisionId, entitiesOf(decision.payment), limit());
    const corrects = review && known?.label.source === 'review' ? known.label.revision : request.corrects;
    const settled = settledBy(known?.label, { ...request, corrects });
    if (settled) return settled;
    const label = labelOf({ ...request, corrects }, Math.max(now(), known?.label.learnedAt ?? 0));
    const pupils = known ? taughtParts(parts, known) : chosenParts(parts, random);
    const told = { org, label, actor: actorOf(principal), ttl: decision.ttl };
    const learnt = pupils.map((part) => taughtPart(part, decision, label, known?.label));
    const result = await store.commit(told, learnt, limit(), review);
    if (result === 'conflict') return undefined;
    return result === 'committed' ? { kind: 'learnt', label } : { kind: result };
  }
}

/** What is to be said where nothing is to be written. */
function settledBy(known: FeedbackResponse | undefined, request: FeedbackRequest): Learnt | undefined {
  const { corrects, fraud, source } = request;
  if (!known) return corrects === undefined ? undefined : { kind: 'outdated' };
  const isSame = known.fraud === fraud;
  if (corrects === undefined) return { kind: 'known', label: known };
  if (corrects === known.revision) return isSame ? { kind: 'known', label: known } : undefined;
  const isAgain = corrects === known.corrects && isSame && source === known.source;
  return { kind: isAgain ? 'known' : 'outdated', label: known };
}

const labelOf = ({ decisionId, fraud, source, corrects }: FeedbackRequest, learnedAt: number): FeedbackResponse => ({
  ...{ decisionId, fraud, source, learnedAt, revision: (corrects ?? 0) + 1 },
  ...(corrects !== undefined && { corrects }),
});

/** Parts that learnt the label of before: what is taken back was added there. */
const taughtParts = (parts: readonly HistoryPart[], { taught }: KnownLabel): HistoryPart[] =>
  parts.filter(({ ref, shard }) => taught.some((one) => one.kind === ref.kind && one.shard === shard));

function taughtPart(part: HistoryPart, decision: Labelled, label: FeedbackResponse, before?: FeedbackResponse) {
  const { kind } = part.ref;
  const after = feedbackOf(decision, label);
  const state = before
    ? correct(kind, part.state, feedbackOf(decision, before), after)
    : learn(kind, part.state, after);
  return { ...part, state };
}

const feedbackOf = ({ payment, features }: Labelled, { fraud, learnedAt }: FeedbackResponse): Feedback => ({
  occurredAt: payment.occurredAt,
  amount: payment.amount,
  ...{ fraud, learnedAt, amountRatio: features[AMOUNT_RATIO] },
});
