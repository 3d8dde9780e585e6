import { takes } from '../ways/parts';
import { serviceTimes } from '../ways/service-times';
import type { Part, Way } from '../ways/way';
import type { Profile } from './profile';

const { gateway, authorize, decision, storeBatch, storeTransaction } = serviceTimes;

/** Read, decide, commit. */
const attempt: readonly Part[] = [takes(storeBatch), takes(decision), takes(storeTransaction)];
/** From being read until it is written; the medians of these. */
const heldMs = storeBatch.median + decision.median + storeTransaction.median;

const decide: Way = {
  name: 'decision on a payment',
  requestsAUnit: 1,
  parts: [
    { kind: 'throttle', at: 'Http/Api' },
    takes(gateway),
    // Verdicts on API keys are kept for 300 s.
    { kind: 'sometimes', share: 0.01, parts: [{ kind: 'invokes', at: 'Http/Authorizer', parts: [takes(authorize)] }] },
    {
      kind: 'invokes',
      at: 'Decide',
      // Somebody else wrote the same history first: an assumption of one in a hundred.
      parts: [...attempt, { kind: 'sometimes', share: 0.01, parts: attempt }],
    },
  ],
  targets: [{ mark: 'done', share: 0.99, ms: 100, from: 'p99Ms' }],
};

export const fraud: Profile = {
  design: 'fraud',
  unit: 'payment',
  functions: [
    { at: 'Decide', callsAUnit: 1, ms: 20 },
    { at: 'Record', callsAUnit: 0.02, ms: 50 },
  ],
  tables: [
    // The decision, twice, being in a transaction; its five list entries and itself are read.
    { at: 'Decisions', writesAUnit: 6, readsAUnit: 6, indexes: { Told: 1 } },
    { at: 'Histories', writesAUnit: 10, readsAUnit: 15 },
  ],
  hotKeys: [
    { whose: 'merchant', parts: 8, writes: 2, heldMs, where: 'Histories: parts of a merchant' },
    { whose: 'address', parts: 4, writes: 2, heldMs, where: 'Histories: parts of an IP address' },
    { whose: 'card', parts: 1, writes: 2, heldMs, where: 'Histories: a card has one part' },
  ],
  apis: [{ at: 'Http/Api', requestsAUnit: 1 }],
  edgeRequestsAUnit: 1,
  auditEventsAUnit: 1,
  transactionItems: 6,
  ways: [decide],
};
