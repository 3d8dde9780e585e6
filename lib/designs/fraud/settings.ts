import { z } from 'zod';
import type { DesignConfiguration } from '../../design';
import { modelSettings } from './model-settings';
import { streamFeatureSettings } from './stream-features';
import { trainingSettings } from './training/training-settings';

const currency = z.string().regex(/^[A-Z]{3}$/, 'a currency by ISO 4217 such as EUR');
const cost = z.number().min(0);
const ms = z.number().int().min(1);

/** What a stage may set for fraud scoring. */
const fraudSettings = z
  .strictObject({
    monthlyBudgetUsd: z.number().positive(),
    /** The currency that amounts are compared in, and what a unit of each other one is worth in it: fixed, since a rate that moves moves history. */
    currencies: z.strictObject({ own: currency, rates: z.record(currency, z.number().positive()) }),
    /** What decisions cost, in minor units of the own currency. Thresholds follow from it, for each amount. */
    policy: z
      .strictObject({
        /** Declining a genuine payment. */
        falsePositive: cost,
        /** A person looking at a payment. */
        review: cost,
        /** Approving a fraud: a fixed part, and a part of the amount. */
        missedFraud: z.strictObject({ fixed: cost, perAmount: cost }),
        /** Without a model, from this amount on a person looks at what no rule decided. */
        unscoredReviewFrom: cost,
      })
      .refine(({ review, falsePositive }) => review < falsePositive, 'a review that costs less than a false positive'),
    /** Milliseconds: all of a decision as it is aimed at, one call to the store, one to the model's endpoint. */
    budget: z
      .strictObject({ total: ms, store: ms, endpoint: ms })
      .refine(({ total, endpoint }) => endpoint < total, 'an endpoint that has less time than all of it'),
    model: modelSettings,
    /** Days for which decisions are kept, and their keys with them. */
    decisionDays: z.number().int().min(1).max(3650),
    /** Part of all decisions that rules can be tested with before they hold, from 0 to 1. */
    sampleShare: z.number().min(0).max(1),
    /** Of all histories one in so many is compared with what was counted in it, another part each day. */
    ledgerParts: z.number().int().min(1),
    /** Requests a second and burst of the API. */
    throttle: z.strictObject({ perSecond: z.number().int().min(1), burst: z.number().int().min(1) }),
    alarms: z.strictObject({
      /** Decisions whose p99 is slower ring. */
      p99Ms: ms,
      /** Share of decisions made without what belongs to them, in percent, from which people are told. */
      degradedPercent: z.number().min(0).max(100),
    }),
    drift: z.strictObject({
      /** Stability index of a feature, or of scores, from which people are told. Customary: 0.1 is some change, 0.25 a major one (Siddiqi 2006). */
      psi: z.number().positive(),
      /** Frauds over those that scores promised, or the reverse, from which people are told. */
      calibrationFactor: z.number().min(1.1),
      /** Days of decisions that are compared. */
      windowDays: z.number().int().min(1).max(30),
      /** Days until what a payment turned out to be is known. */
      labelDays: z.number().int().min(1).max(180),
      /** Below so many decisions, or frauds, nothing is said. */
      least: z.strictObject({ decisions: z.number().int().min(100), frauds: z.number().int().min(10) }),
    }),
    /** What rules may name that another design knows while events come. @default - nothing */
    streamFeatures: streamFeatureSettings.optional(),
    /** Training in SageMaker. @default - none */
    training: trainingSettings.optional(),
    /** Execution environments kept warm per function; 0 keeps none. */
    provisionedConcurrency: z.strictObject({
      authorize: z.number().int().min(0),
      decide: z.number().int().min(0),
    }),
  })
  .refine(({ decisionDays, drift }) => drift.labelDays + drift.windowDays <= decisionDays, {
    path: ['drift', 'labelDays'],
    error: 'labels that are known while their decisions are still kept (decisionDays)',
  });
export type FraudSettings = z.output<typeof fraudSettings>;

/** The same in every preset: matters of the business, not of the stage. */
const business = {
  currencies: {
    own: 'EUR',
    rates: { CHF: 1.05, DKK: 0.134, GBP: 1.17, NOK: 0.085, PLN: 0.234, SEK: 0.088, USD: 0.92 },
  },
  policy: { falsePositive: 1500, review: 400, missedFraud: { fixed: 2000, perAmount: 1 }, unscoredReviewFrom: 50_000 },
  budget: { total: 100, store: 1000, endpoint: 40 },
  model: { host: 'in-process' as const },
};

const drift = { psi: 0.25, calibrationFactor: 2, windowDays: 7, least: { decisions: 1000, frauds: 30 } };

export const fraudConfiguration: DesignConfiguration<typeof fraudSettings> = {
  schema: fraudSettings,
  presets: {
    dev: {
      ...business,
      monthlyBudgetUsd: 20,
      decisionDays: 30,
      sampleShare: 1,
      ledgerParts: 1,
      throttle: { perSecond: 50, burst: 100 },
      alarms: { p99Ms: 1000, degradedPercent: 10 },
      drift: { ...drift, labelDays: 7 },
      provisionedConcurrency: { authorize: 0, decide: 0 },
    },
    staging: {
      ...business,
      monthlyBudgetUsd: 100,
      decisionDays: 90,
      sampleShare: 0.1,
      ledgerParts: 1,
      throttle: { perSecond: 500, burst: 1000 },
      alarms: { p99Ms: 300, degradedPercent: 5 },
      drift: { ...drift, labelDays: 30 },
      provisionedConcurrency: { authorize: 0, decide: 0 },
    },
    prod: {
      ...business,
      monthlyBudgetUsd: 50_000,
      decisionDays: 400,
      sampleShare: 0.001,
      ledgerParts: 64,
      throttle: { perSecond: 5000, burst: 5000 },
      alarms: { p99Ms: 100, degradedPercent: 1 },
      drift: { ...drift, labelDays: 60 },
      provisionedConcurrency: { authorize: 5, decide: 50 },
    },
  },
};
