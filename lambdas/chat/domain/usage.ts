import * as z from 'zod/mini';
import type { Principal } from '../../shared/domain/principal';
import type { Refusal } from './errors';
import type { BucketState } from './token-bucket';

const count = z.int().check(z.gte(0));

/** What an admitted request holds until its use is settled. Kept with the turn, so that whoever ends it can settle. */
export const reservationSchema = z.object({
  /** Milliseconds since the epoch: use counts for the day and month in which it was admitted. */
  at: count,
  tokens: count,
  costMicroUsd: count,
  /** Which of the organisation's counters holds it. */
  shard: count,
  /** Limits that it was admitted under, from which follows how long its tokens fill each bucket. */
  userTokensPerMinute: z.int().check(z.positive()),
  orgTokensPerMinute: z.int().check(z.positive()),
});
export type Reservation = z.infer<typeof reservationSchema>;

export type Spender = Pick<Principal, 'userId' | 'org' | 'tier'>;

export interface AdmissionRequest {
  readonly principal: Spender;
  /** Name of the model that is asked for. */
  readonly model: string;
  /** Estimated tokens of what the client sent. */
  readonly inputTokens: number;
  /** Tokens that the answer may have at most. */
  readonly maxOutputTokens: number;
}

export type Verdict =
  | { readonly admitted: true; readonly reservation: Reservation; readonly rate: BucketState }
  | { readonly admitted: false; readonly refusal: Refusal; readonly rate?: BucketState | undefined };

/** Whether a principal may spend on an answer: asked once a message, before anything is stored. */
export interface Admission {
  admit(request: AdmissionRequest): Promise<Verdict>;
  /** Gives back what was reserved for a request that comes to nothing. */
  release(spender: Spender, reservation: Reservation): Promise<void>;
}

/** One message as the ledger has it. */
export const ledgerEntrySchema = z.object({
  messageId: z.string(),
  /** ISO 8601, UTC: when it was admitted. */
  at: z.string(),
  userId: z.string(),
  org: z.string(),
  /** Asked for. */
  model: z.string(),
  /** The last that answered. */
  target: z.optional(z.string()),
  transport: z.enum(['websocket', 'http']),
  /** All of the input, `cachedTokens` among it. */
  inputTokens: count,
  outputTokens: count,
  cachedTokens: count,
  costMicroUsd: count,
  reservedTokens: count,
  reservedCostMicroUsd: count,
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

/** What was used in a day or month. */
export const rollupSchema = z.object({
  requests: z._default(count, 0),
  inputTokens: z._default(count, 0),
  outputTokens: z._default(count, 0),
  cachedTokens: z._default(count, 0),
  costMicroUsd: z._default(count, 0),
});
export type Rollup = z.infer<typeof rollupSchema>;

export const NOTHING: Rollup = { requests: 0, inputTokens: 0, outputTokens: 0, cachedTokens: 0, costMicroUsd: 0 };

export const addRollups = (one: Rollup, other: Rollup): Rollup => ({
  requests: one.requests + other.requests,
  inputTokens: one.inputTokens + other.inputTokens,
  outputTokens: one.outputTokens + other.outputTokens,
  cachedTokens: one.cachedTokens + other.cachedTokens,
  costMicroUsd: one.costMicroUsd + other.costMicroUsd,
});

/** A month's use and what is held: used and reserved together, which is what a quota bounds. */
export interface MonthUse {
  readonly used: Rollup;
  readonly heldTokens: number;
  readonly heldCostMicroUsd: number;
}
