import * as z from 'zod/mini';
import { auditEnv, platformEnv } from '../shared/env';
import { json, required, wholeNumber } from '../shared/parse-env';
import { reviewMinutesSchema } from './domain/cascade/review-ages';
import { latePolicies } from './domain/features/lateness';

/** States of entities, and ids of events that are counted. */
const features = { FEATURES_TABLE_NAME: required };

/** Of features: each has states of its own, and a reader that counts them. */
const version = { FEATURES_VERSION: wholeNumber(1) };

/** `POST /v1/events`. */
export const ingestEnv = z.object({
  EVENTS_STREAM_NAME: required,
  /** Hours after which an event is too old to be taken in. */
  MOST_AGE_HOURS: wholeNumber(1),
});
export type IngestEnv = z.input<typeof ingestEnv>;

/** Reads the stream and counts. */
export const countEnv = z.object({
  ...features,
  ...version,
  PARKED_BUCKET_NAME: required,
  /** Minutes for which the watermark waits for events. */
  ALLOWED_LATENESS_MINUTES: wholeNumber(0),
  LATE_EVENTS: z.enum(latePolicies),
  /** Hours for which the id of an event is known. */
  EVENT_ID_HOURS: wholeNumber(25),
});
export type CountEnv = z.input<typeof countEnv>;

/** Reads the stream of states, and tells the archive of each. */
export const archiveFeaturesEnv = z.object({ FEATURE_DELIVERY_NAME: required });
export type ArchiveFeaturesEnv = z.input<typeof archiveFeaturesEnv>;

/** `GET /v1/features/{entity}`, `GET /v1/trending`. */
export const lookUpEnv = z.object({ ...features, ...version });
export type LookUpEnv = z.input<typeof lookUpEnv>;

/** Cases of moderation. */
const items = {
  ITEMS_TABLE_NAME: required,
  /** Days after its latest decision for which a case is kept. */
  CASE_DAYS: wholeNumber(1),
};

/** Reads the stream and judges what was submitted. */
export const moderateEnv = z.object({
  ...items,
  ...platformEnv.shape,
  PARKED_BUCKET_NAME: required,
  /** Tier 2, where the stage has one. */
  CLASSIFIER_ENDPOINT_NAME: z.optional(required),
  /** Tier 3: model or inference profile of Bedrock. */
  JUDGE_MODEL_ID: required,
  /** Calls of tier 3 a calendar month, and how many may be made ahead of the month's even pace. */
  MODEL_CALLS_A_MONTH: wholeNumber(0),
  MODEL_CALLS_BURST: wholeNumber(0),
});
export type ModerateEnv = z.input<typeof moderateEnv>;

/** `GET /v1/items/{id}`, `POST /v1/items/{id}/appeal`, `/v1/moderation/reviews`. */
export const itemsEnv = z.object({ ...items, ...auditEnv.shape });
export type ItemsEnv = z.input<typeof itemsEnv>;

/** Looks, by the clock, how long reviews wait. */
export const watchReviewsEnv = z.object({ ITEMS_TABLE_NAME: required, REVIEW_MINUTES: json(reviewMinutesSchema) });
export type WatchReviewsEnv = z.input<typeof watchReviewsEnv>;

/** `/v1/moderation/policy`. */
export const moderationPolicyEnv = z.object({ ITEMS_TABLE_NAME: required, ...auditEnv.shape });
export type ModerationPolicyEnv = z.input<typeof moderationPolicyEnv>;

/** What other designs ask for features. */
export const readFeaturesEnv = lookUpEnv;
export type ReadFeaturesEnv = z.input<typeof readFeaturesEnv>;
