import * as z from 'zod/mini';
import type { DecisionResponse } from '../api/decisions';
import type { EntityRef } from '../features/entity';
import type { Payment } from '../payment';
import type { ListedKind } from '../rules/expression';
import type { Policy } from './policy';

/** How far one part of an entity's history was, as the decision saw it: 0 before the first payment. */
export interface SeenVersion {
  readonly kind: EntityRef['kind'];
  readonly shard: number;
  readonly version: number;
}

/** The model that scored, and where. */
export interface ScoredBy {
  readonly version: string;
  /** Of its trees. */
  readonly sha256: string;
  readonly ran: 'in-process' | 'endpoint';
}

/** What another model would have said, which had no effect. */
export interface ShadowScore {
  readonly version: string;
  readonly sha256: string;
  /** Calibrated probability of fraud. */
  readonly score: number;
}

/** A decision with all that it came from: enough to make it again, and to compare. */
export interface DecisionRecord {
  readonly decisionId: string;
  readonly org: string;
  /** Who asked. */
  readonly actor: {
    readonly userId: string;
    readonly org: string;
    readonly tier: 'free' | 'paid';
    readonly credential: 'jwt' | 'api-key' | 'ticket';
  };
  /** SHA-256 of what was asked. */
  readonly requestHash: string;
  /** The answer to the letter. */
  readonly body: string;
  readonly response: DecisionResponse;
  readonly payment: Payment;
  /** In the order of `featureNames`. */
  readonly features: Float32Array;
  /** Absent where rules alone decided. */
  readonly model?: ScoredBy | undefined;
  readonly shadow?: ShadowScore | undefined;
  /** On which list each entity was. */
  readonly lists: Readonly<Record<ListedKind, string>>;
  /** What approving it is expected to lose, in minor units of the stage's own currency. */
  readonly expectedLoss: number;
  /** What decisions cost. */
  readonly policy: Policy;
  readonly seen: readonly SeenVersion[];
  /** Which part of each entity's history the payment was added to. */
  readonly counted: readonly SeenVersion[];
  /** Milliseconds since the epoch. */
  readonly decidedAt: number;
  /** Milliseconds from the request until it was made: writing it is not among them. */
  readonly tookMs: number;
  /** What weighed most in the score, in log-odds by features' names; not of approvals, for which it is not computed. */
  readonly contributions?: Readonly<Record<string, number>>;
}

/** What is known of an earlier request with the same key. */
export const knownDecisionSchema = z.object({ requestHash: z.string(), body: z.string() });
export type KnownDecision = z.infer<typeof knownDecisionSchema>;
