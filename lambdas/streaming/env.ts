import * as z from 'zod/mini';
import { auditEnv, platformEnv } from '../shared/env';
import { address, json, required, wholeNumber } from '../shared/parse-env';
import { reviewMinutesSchema } from './domain/cascade/review-ages';
import { latePolicies } from './domain/features/lateness';

/** States of entities, and ids of events that are counted. */
const features = { FEATURES_TABLE_NAME: required };

/** Of features: each has states of its own, and a reader that counts them. */
const version = { FEATURES_VERSION: wholeNumber(1) };
/** Live views: open connections, what they watch, and what was published. */
const live = { LIVE_TABLE_NAME: required };
/** Topics to be published, once a slot each. */
const liveQueue = { LIVE_QUEUE_URL: address };
const liveTicks = { ...liveQueue, SLOT_SECONDS: wholeNumber(1, 60) };
/** Where `@connections` is: the WebSocket stage's callback address. */
const callback = { AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: address };

/** `POST /v1/events`. */
export const ingestEnv = z.object({
  EVENTS_STREAM_NAME: required,
  /** Hours after which an event is too old to be taken in. */
  MOST_AGE_HOURS: wholeNumber(1),
});
export type IngestEnv = z.input<typeof ingestEnv>;

/** `/v1/events/parked`. */
export const parkedRecordsEnv = z.object({
  PARKED_BUCKET_NAME: required,
  EVENTS_STREAM_NAME: required,
  ...auditEnv.shape,
});
export type ParkedRecordsEnv = z.input<typeof parkedRecordsEnv>;

/** Reads the stream and counts. */
export const countEnv = z.object({
  ...features,
  ...version,
  /** Of the version that is told; readers of others tell nobody. */
  ...z.partial(z.object({ ...live, ...liveTicks })).shape,
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

export const liveConnectEnv = z.object({ ...live, ...callback, MOST_CONNECTIONS: wholeNumber(1) });
export type LiveConnectEnv = z.input<typeof liveConnectEnv>;

export const liveDisconnectEnv = z.object(live);
export type LiveDisconnectEnv = z.input<typeof liveDisconnectEnv>;

/** Frames of clients of live views. */
export const liveAskEnv = z.object({
  ...features,
  ...version,
  ...live,
  ...liveTicks,
  ...callback,
  MOST_TOPICS: wholeNumber(1),
});
export type LiveAskEnv = z.input<typeof liveAskEnv>;

/** Publishes views of topics. */
export const livePublishEnv = z.object({
  ...features,
  ...version,
  ...live,
  ...liveQueue,
  ...callback,
  /** How far behind a client may be before it is dropped. */
  SLOW_FRAMES: wholeNumber(1, 100),
  SLOW_SECONDS: wholeNumber(1),
});
export type LivePublishEnv = z.input<typeof livePublishEnv>;

export const liveRefreshEnv = z.object({ ...live, ...liveTicks });
export type LiveRefreshEnv = z.input<typeof liveRefreshEnv>;
/** Cases of moderation. */
const items = {
  ITEMS_TABLE_NAME: required,
  /** Days after its latest decision for which a case is kept. */
  CASE_DAYS: wholeNumber(1),
};

/** Reads the stream and judges what was submitted. */
export const moderateEnv = z.object({
  ...items,
  ...live,
  ...liveTicks,
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

/** `GET /v1/items/{id}`, `POST /v1/items/{id}/appeal`. */
export const itemsEnv = z.object({ ...items, ...auditEnv.shape });
export type ItemsEnv = z.input<typeof itemsEnv>;

/** `/v1/moderation/reviews`. */
export const moderationReviewsEnv = z.object({ ...itemsEnv.shape, ...live, ...liveTicks });
export type ModerationReviewsEnv = z.input<typeof moderationReviewsEnv>;

/** Looks, by the clock, how long reviews wait. */
export const watchReviewsEnv = z.object({ ITEMS_TABLE_NAME: required, REVIEW_MINUTES: json(reviewMinutesSchema) });
export type WatchReviewsEnv = z.input<typeof watchReviewsEnv>;

/** `/v1/moderation/policy`. */
export const moderationPolicyEnv = z.object({ ITEMS_TABLE_NAME: required, ...auditEnv.shape });
export type ModerationPolicyEnv = z.input<typeof moderationPolicyEnv>;

/** What other designs ask for features. */
export const readFeaturesEnv = lookUpEnv;
export type ReadFeaturesEnv = z.input<typeof readFeaturesEnv>;
