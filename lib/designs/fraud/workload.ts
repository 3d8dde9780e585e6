import type { Workload } from '../../design';

/** The payment that the figures are for: with a device and an address, decided by the model in the function. */
const payment = {
  /** Parts of histories: card, account, device, 4 of the address, 8 of the merchant; with the decision and 5 list entries. */
  read: 15 + 1 + 5,
  /** Histories that are written, up to 1 KB each, and the decision with its features, up to 3 KB; twice, being a transaction. And one in an index. */
  written: 2 * (5 + 3) + 1,
  milliseconds: 20,
  /** Of a decision with its features, kept for a year. */
  keptKb: 3,
  keptMonths: 12,
};

/** Of requests beyond the first of a second that X-Ray records. */
const traced = 0.05;

/**
 * What one payment costs in billed units, and what fraud scoring is sized for. Computed from the payment above, not measured in
 * AWS. It is the same for every payment of a customer, the first or the millionth: what is kept of the past does not grow.
 */
export const workload: Workload = {
  unit: 'payment',
  perUnit: {
    /** The decision, and a part of a batch that is written to the audit stream. */
    lambdaRequests: 1.02,
    lambdaGbMs: (1769 / 1024) * payment.milliseconds + 0.5 * 1,
    restRequests: 1,
    /** Consistent reads. */
    dynamodbReadUnits: payment.read,
    dynamodbWriteUnits: payment.written,
    dynamodbKbMonths: payment.keptKb * payment.keptMonths,
    auditEvents: 1,
    logsKb: 1,
    xrayTraces: traced,
    cloudFrontRequests: 1,
    cloudFrontKb: 3,
  },
  notCounted: {
    'Amazon SQS': 'dead letters alone',
    'Amazon S3': 'models and lists are read once for each new environment',
    'Amazon EventBridge': 'rules by the clock, which are free',
  },
  targets: {
    unitsADay: 100_000_000,
    /** The busiest minute over the day's mean. */
    peakFactor: 3,
    p99Ms: 100,
    secondsAUnit: payment.milliseconds / 1000,
  },
};
