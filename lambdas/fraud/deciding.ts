import type { Principal } from '../shared/domain/principal';
import type { DecisionRequest } from './domain/api/decisions';
import { decide } from './domain/decision/decide';
import { factsOf } from './domain/decision/facts';
import { chosenParts, type HistoryPart, wholeStates } from './domain/decision/history-parts';
import type { Policy } from './domain/decision/policy';
import { responseOf } from './domain/decision/response';
import type { DecisionRecord, KnownDecision, SeenVersion } from './domain/decision/stored-decision';
import type { Stopwatch } from './domain/decision/timings';
import { type EntityRef, entitiesOf } from './domain/features/entity';
import { featuresOf } from './domain/features/features-of';
import { advance } from './domain/features/state';
import { expectedCost } from './domain/model/decision-costs';
import type { Payment } from './domain/payment';
import { askRules, type CompiledRules } from './domain/rules/evaluate';
import type { ListedKind } from './domain/rules/expression';
import type { ScorePayment, Scoring } from './scoring';
import type { AskStream, StreamAnswer } from './streamed-features';

/** Attempts to commit while others write the same histories. */
const MAX_TRIES = 6;

/** What is known before a decision, read in one round trip. */
export interface Known {
  readonly decision?: KnownDecision;
  /** On which list each entity is. */
  readonly lists: Readonly<Record<ListedKind, string>>;
  /** Every part of every entity's history. */
  readonly parts: readonly HistoryPart[];
}

export interface DecisionStore {
  read(org: string, decisionId: string, refs: readonly EntityRef[], signal: AbortSignal): Promise<Known>;
  /**
   * Writes a decision and the parts of histories that it counts, all or nothing. Parts have the version they were read with.
   *
   * @returns what was decided before, or `conflict` when a history was written by somebody else meanwhile
   */
  commit(
    record: DecisionRecord,
    parts: readonly HistoryPart[],
    signal: AbortSignal,
  ): Promise<'committed' | 'conflict' | KnownDecision>;
}

export interface DecidingDeps {
  readonly store: DecisionStore;
  readonly rules: (org: string) => Promise<CompiledRules>;
  readonly score: Scoring;
  /** What streaming knows of a payment's entities; absent where no rule may name it. */
  readonly stream?: AskStream;
  readonly policy: Policy;
  /** Milliseconds for each call to the store. */
  readonly storeMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** From 0 to 1, without 1. */
  readonly random: () => number;
}

export interface Question {
  readonly principal: Principal;
  readonly decisionId: string;
  readonly requestHash: string;
  readonly request: DecisionRequest;
  /** Minor units of the stage's own currency. */
  readonly amount: number;
}

export type Answer =
  | { readonly kind: 'decided'; readonly record: DecisionRecord }
  | { readonly kind: 'known'; readonly decision: KnownDecision }
  | { readonly kind: 'contended' }
  /** The store did not answer in its time, or failed. */
  | { readonly kind: 'unavailable'; readonly error: unknown };

/** A call to the store failed, whatever the reason. */
class Unreached extends Error {}

const reached = <T>(call: Promise<T>): Promise<T> =>
  call.catch((cause: unknown) => {
    throw new Unreached('The store of decisions could not be reached', { cause });
  });

/** Decides on a payment: once for each id, whoever asks and however often. */
export function createDeciding(deps: DecidingDeps) {
  return async function ask(question: Question, watch: Stopwatch): Promise<Answer> {
    try {
      return await answer(question, watch);
    } catch (error) {
      if (error instanceof Unreached) return { kind: 'unavailable', error: error.cause };
      throw error;
    }
  };

  async function answer(question: Question, watch: Stopwatch): Promise<Answer> {
    const payment = paymentOf(question);
    const refs = entitiesOf(payment);
    const rules = deps.rules(question.principal.org);
    const score = deps.score(question.principal.org);
    // Beside the reading of histories: it takes no time of its own.
    const asked = deps.stream?.(question.principal.org, payment);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const limit = () => AbortSignal.timeout(deps.storeMs);
      const known = await watch.wait('read', () =>
        reached(deps.store.read(question.principal.org, question.decisionId, refs, limit())),
      );
      if (known.decision) return { kind: 'known', decision: known.decision };
      const parts = chosenParts(known.parts, deps.random);
      const stream = await asked;
      const record = await make(question, payment, known, parts, { rules: await rules, score, stream }, watch);
      const counted = parts.map((part) => ({ ...part, state: advance(part.ref.kind, part.state, payment) }));
      const result = await watch.wait('commit', () => reached(deps.store.commit(record, counted, limit())));
      if (result === 'committed') return { kind: 'decided', record };
      if (result !== 'conflict') return { kind: 'known', decision: result };
    }
    return { kind: 'contended' };
  }

  async function make(
    { principal, decisionId, requestHash }: Question,
    asked: Payment,
    known: Known,
    counted: readonly HistoryPart[],
    { rules, score, stream }: Judges,
    watch: Stopwatch,
  ): Promise<DecisionRecord> {
    const payment = stream?.features ? { ...asked, stream: stream.features } : asked;
    const features = watch.time('features', () => featuresOf(payment, wholeStates(known.parts)));
    const { account } = payment;
    const scoredAlone = await watch.wait('score', () => score({ account, features, elapsedMs: watch.total() }));
    const scored = stream?.isMissing
      ? { ...scoredAlone, degraded: [...scoredAlone.degraded, 'stream' as const] }
      : scoredAlone;
    const facts = factsOf(payment, features, known.lists, scored.score?.probability ?? Number.NaN);
    const verdict = watch.time('rules', () => askRules(rules, facts));
    const decided = decide(verdict, scored.score, payment.amount, deps.policy);
    const response = responseOf(decisionId, decided, scored, verdict);
    const { userId, org, tier, credential } = principal;
    const contributions = decided.decision === 'approve' ? undefined : scored.score?.contributions?.();
    return {
      ...{ decisionId, org, requestHash, response, payment, features, actor: { userId, org, tier, credential } },
      ...{ model: scored.model, shadow: scored.shadow, lists: known.lists, policy: deps.policy },
      ...(contributions && { contributions }),
      expectedLoss: lossOf(scored.score?.probability, payment.amount, deps.policy),
      body: JSON.stringify(response),
      seen: known.parts.filter(({ version }) => version > 0).map(versionOf),
      counted: counted.map(versionOf),
      decidedAt: deps.now(),
      tookMs: Math.round(watch.total() * 10) / 10,
    };
  }
}

/** What decides on a payment. */
interface Judges {
  readonly rules: CompiledRules;
  readonly score: ScorePayment;
  readonly stream: StreamAnswer | undefined;
}

const paymentOf = ({ decisionId, request, amount }: Question): Payment => ({
  ...request,
  paymentId: decisionId,
  amount,
  occurredAt: Date.parse(request.occurredAt),
});

/** Without a model every payment is taken for a fraud: the dearest come first. */
const lossOf = (probability = 1, amount: number, policy: Policy): number =>
  Math.round(expectedCost('approve', probability, policy, amount));

const versionOf = ({ ref, shard, version }: HistoryPart): SeenVersion => ({ kind: ref.kind, shard, version });
