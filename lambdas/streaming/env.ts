import * as z from 'zod/mini';
import { required, wholeNumber } from '../shared/parse-env';
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

/** What other designs ask for features. */
export const readFeaturesEnv = lookUpEnv;
export type ReadFeaturesEnv = z.input<typeof readFeaturesEnv>;
