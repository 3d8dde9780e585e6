import type { Workload } from '../../design';

/** Events that a sender sends together, and a batch of which a reader commits in one transaction. */
const together = 100;
/** Items of a transaction beside the events': parts of states, of which a user, a session and an item have one each. */
const partsAnEvent = 2;
const eventsATransaction = Math.floor(100 / (1 + partsAnEvent));

/**
 * What one event costs in billed units, and what streaming is sized for. Computed, not measured in AWS: events of 0.5 KB, sent a hundred at a
 * time, each of which is noted (1 KB) and shares two parts of 1 KB with others of its batch. The same for the first event of a user and the
 * millionth.
 */
export const workload: Workload = {
  unit: 'event',
  perUnit: {
    /** Ingest, and the reader. */
    lambdaRequests: 2 / together,
    lambdaGbMs: (0.5 * 40 + (1769 / 1024) * 20 * (together / eventsATransaction)) / together,
    restRequests: 1 / together,
    kinesisKb: 0.5,
    dynamodbReadUnits: partsAnEvent,
    /** Twice, being a transaction. */
    dynamodbWriteUnits: 2 * (1 + partsAnEvent),
    dynamodbStoredKb: 0.1,
    logsKb: 0.02,
    cloudFrontKb: 0.05,
  },
  targets: {
    /** A million items a minute that are moderated, and five events besides each. */
    unitsADay: 1_440_000_000 * 6,
    peakFactor: 3,
    /** From an event's arrival until its features tell of it. */
    freshSeconds: 5,
  },
};
