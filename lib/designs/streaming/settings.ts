import { z } from 'zod';
import type { DesignConfiguration } from '../../design';
import { featureVersions } from './feature-versions';
import { livePreset, liveSettings } from './live-settings';
import { moderationSettings } from './moderation-settings';

const whole = (least: number, most: number) => z.number().int().min(least).max(most);

/** What a stage may set for streaming. */
const streamingSettings = z
  .strictObject({
    monthlyBudgetUsd: z.number().positive(),
    stream: z.strictObject({
      /** `on-demand` grows with its load and costs 0.04 USD an hour; `provisioned` has `shards`, of 0.015 USD an hour each. */
      mode: z.enum(['on-demand', 'provisioned']),
      /** Of a provisioned stream: each takes 1 MB and 1,000 events a second. */
      shards: whole(1, 500).optional(),
      /** Hours for which events are in the stream, and can be read again from any time. */
      retentionHours: whole(24, 8760),
    }),
    /** Hours after which an event is too old to be taken in. */
    mostAgeHours: whole(1, 8760),
    consumer: z.strictObject({
      /** Events an invocation. */
      batchSize: whole(1, 10_000),
      /** Longest wait for a full batch. */
      windowSeconds: whole(0, 300),
      /** Invocations at a time for each shard; what is of one session stays in order. */
      parallelizationFactor: whole(1, 10),
      /** Enhanced fan-out for the reader that counts: its own 2 MB a second and shard, at 0.015 USD an hour and shard. */
      fanOut: z.boolean(),
    }),
    features: featureVersions,
    /** Whether other designs may ask for features, such as fraud's rules: a function more. */
    offersFeatures: z.boolean(),
    late: z.strictObject({
      /** Minutes for which the watermark waits for events. */
      allowedMinutes: whole(0, 1440),
      /** `counted`: late ones count while their window is kept. `aside`: they are noted and left out of features. */
      events: z.enum(['counted', 'aside']),
    }),
    live: liveSettings,
    moderation: moderationSettings,
    /** A page of graphs; past the third of an account each costs 3 USD a month. */
    dashboard: z.boolean(),
    archive: z
      .strictObject({
        /** Days after which events are in colder storage, and after which they go. */
        coldAfterDays: whole(30, 3650),
        expireAfterDays: whole(120, 7300),
        /** Bytes that one query may scan: Athena bills 5 USD a TB. */
        scanLimitGb: whole(1, 100_000),
      })
      .refine(({ coldAfterDays, expireAfterDays }) => expireAfterDays - coldAfterDays >= 90, {
        path: ['expireAfterDays'],
        message: '90 more than coldAfterDays: cold storage bills as many days at least',
      }),
    /** Days for which parked records are kept. */
    parkedDays: whole(1, 3650),
    /** Requests a second and burst of the API. */
    throttle: z.strictObject({ perSecond: whole(1, 100_000), burst: whole(1, 100_000) }),
    alarms: z.strictObject({
      /** Age of events, when they are read, at which people are told (s). */
      lagSeconds: whole(1, 86_400),
      /** Parked records in five minutes at which people are told. */
      parked: whole(1, 1_000_000),
      /** Items of a hundred of which no tier could judge what filters left open, and images that no model could label, at which people are told. */
      unjudgedPercent: z.number().positive().max(100),
      /** Reviews that wait for longer than they should, at which people are told. */
      overdueReviews: whole(1, 10_000_000),
    }),
    /** Execution environments kept warm per function; 0 keeps none. */
    provisionedConcurrency: z.strictObject({
      authorize: z.number().int().min(0),
      ingest: z.number().int().min(0),
      lookUp: z.number().int().min(0),
    }),
  })
  .refine(({ stream }) => (stream.mode === 'provisioned') === (stream.shards !== undefined), {
    path: ['stream', 'shards'],
    message: 'a number of shards for a provisioned stream, and none for one on demand',
  })
  .refine(({ stream, moderation }) => moderation.caseDays * 24 > stream.retentionHours, {
    path: ['moderation', 'caseDays'],
    message:
      'more than stream.retentionHours: an event that is read again after its case is gone would be judged again',
  });
export type StreamingSettings = z.output<typeof streamingSettings>;

export const streamingConfiguration: DesignConfiguration<typeof streamingSettings> = {
  schema: streamingSettings,
  presets: {
    dev: {
      monthlyBudgetUsd: 40,
      stream: { mode: 'provisioned', shards: 1, retentionHours: 24 },
      mostAgeHours: 24,
      consumer: { batchSize: 500, windowSeconds: 0, parallelizationFactor: 1, fanOut: false },
      features: { blue: { version: 1 }, green: null, told: 'blue' },
      offersFeatures: false,
      late: { allowedMinutes: 60, events: 'counted' },
      live: livePreset,
      moderation: {
        judgeModel: 'nova-lite',
        modelCalls: { perMonth: 20_000, burst: 1_000 },
        images: { concurrency: 2, calls: { perMonth: 5_000, burst: 500 } },
        reviewMinutes: [4_320, 2_880, 1_440, 480, 120],
        batchSize: 100,
        caseDays: 30,
      },
      dashboard: false,
      archive: { coldAfterDays: 30, expireAfterDays: 120, scanLimitGb: 1 },
      parkedDays: 30,
      throttle: { perSecond: 50, burst: 100 },
      alarms: { lagSeconds: 300, parked: 1, unjudgedPercent: 5, overdueReviews: 1 },
      provisionedConcurrency: { authorize: 0, ingest: 0, lookUp: 0 },
    },
    staging: {
      monthlyBudgetUsd: 200,
      stream: { mode: 'on-demand', retentionHours: 48 },
      mostAgeHours: 24,
      consumer: { batchSize: 500, windowSeconds: 0, parallelizationFactor: 2, fanOut: false },
      features: { blue: { version: 1 }, green: null, told: 'blue' },
      offersFeatures: false,
      late: { allowedMinutes: 60, events: 'counted' },
      live: livePreset,
      moderation: {
        judgeModel: 'nova-lite',
        modelCalls: { perMonth: 200_000, burst: 10_000 },
        images: { concurrency: 5, calls: { perMonth: 50_000, burst: 5_000 } },
        reviewMinutes: [4_320, 2_880, 1_440, 240, 60],
        batchSize: 100,
        caseDays: 90,
      },
      dashboard: true,
      archive: { coldAfterDays: 30, expireAfterDays: 180, scanLimitGb: 100 },
      parkedDays: 60,
      throttle: { perSecond: 500, burst: 1000 },
      alarms: { lagSeconds: 120, parked: 1, unjudgedPercent: 2, overdueReviews: 1 },
      provisionedConcurrency: { authorize: 0, ingest: 0, lookUp: 0 },
    },
    prod: {
      monthlyBudgetUsd: 50_000,
      stream: { mode: 'on-demand', retentionHours: 168 },
      mostAgeHours: 24,
      consumer: { batchSize: 1000, windowSeconds: 0, parallelizationFactor: 4, fanOut: true },
      features: { blue: { version: 1 }, green: null, told: 'blue' },
      offersFeatures: false,
      late: { allowedMinutes: 60, events: 'counted' },
      live: livePreset,
      moderation: {
        judgeModel: 'nova-lite',
        modelCalls: { perMonth: 100_000_000, burst: 1_000_000 },
        images: { concurrency: 50, calls: { perMonth: 10_000_000, burst: 200_000 } },
        reviewMinutes: [2_880, 1_440, 480, 60, 15],
        batchSize: 100,
        caseDays: 365,
      },
      dashboard: true,
      archive: { coldAfterDays: 30, expireAfterDays: 760, scanLimitGb: 1000 },
      parkedDays: 365,
      throttle: { perSecond: 10_000, burst: 5000 },
      alarms: { lagSeconds: 60, parked: 10, unjudgedPercent: 1, overdueReviews: 100 },
      provisionedConcurrency: { authorize: 5, ingest: 20, lookUp: 10 },
    },
  },
};
