import * as z from 'zod/mini';
import { auditEnv } from '../shared/env';
import { json, required, wholeNumber } from '../shared/parse-env';
import { currenciesSchema } from './domain/currency';
import { budgetSchema } from './domain/decision/budget';
import { policySchema } from './domain/decision/policy';
import { streamFeaturesSchema } from './domain/decision/stream-features';
import { driftSettingsSchema } from './domain/drift/drift-settings';

/** Decisions, their feedback, rules and lists. */
const decisions = { DECISIONS_TABLE_NAME: required };

/** Histories of cards, accounts, devices, addresses and merchants. */
const histories = { HISTORIES_TABLE_NAME: required };

/** Bucket of the models that training brought. */
const models = { MODELS_BUCKET_NAME: required };
/** Part of all decisions that are kept at hand, from 0 to 1. */
const share = z.pipe(z.pipe(z.string(), z.transform(Number)), z.number().check(z.gte(0), z.lte(1)));
/** Days for which decisions are kept. */
const decisionDays = { DECISION_DAYS: wholeNumber(1) };

/** What rules may name of streaming; absent where the stage does not ask it. */
const stream = { STREAM_FEATURES: z.optional(json(streamFeaturesSchema)) };

/** `POST /v1/decisions`. */
export const decideEnv = z.object({
  ...decisions,
  ...histories,
  ...decisionDays,
  SAMPLE_SHARE: share,
  /** Milliseconds of each stage. */
  BUDGET: json(budgetSchema),
  /** What decisions cost, from which thresholds follow. */
  POLICY: json(policySchema),
  CURRENCIES: json(currenciesSchema),
  ...models,
  ...stream,
  /** SageMaker endpoint that has the model of the bundle; absent where the function alone has it. */
  MODEL_ENDPOINT_NAME: z.optional(required),
});
export type DecideEnv = z.input<typeof decideEnv>;

/** `GET /v1/decisions...`, `GET /v1/stats`. */
export const casesEnv = z.object({
  ...decisions,
  ...histories,
  SAMPLE_SHARE: share,
  /** In which amounts are. */
  OWN_CURRENCY: required,
});
export type CasesEnv = z.input<typeof casesEnv>;

/** `POST /v1/feedback`. */
export const feedbackEnv = z.object({ ...decisions, ...histories, BUDGET: json(budgetSchema) });
export type FeedbackEnv = z.input<typeof feedbackEnv>;

/** `/v1/lists...` */
export const listsEnv = z.object({ ...decisions, ...decisionDays });
export type ListsEnv = z.input<typeof listsEnv>;

/** `/v1/rules...` */
export const rulesEnv = z.object({ ...decisions, ...stream, ...auditEnv.shape });
export type RulesEnv = z.input<typeof rulesEnv>;

/** `/v1/models...` */
export const modelsEnv = z.object({ ...decisions, ...models, ...auditEnv.shape });
export type ModelsEnv = z.input<typeof modelsEnv>;

/** `/v1/reviews...` */
export const reviewsEnv = z.object({
  ...decisions,
  ...histories,
  BUDGET: json(budgetSchema),
  ...auditEnv.shape,
});
export type ReviewsEnv = z.input<typeof reviewsEnv>;

/** Compares the audit bucket with the tables. */
export const reconcileEnv = z.object({
  ...decisions,
  ...histories,
  AUDIT_BUCKET_NAME: required,
  /** One in so many histories is looked at each day. */
  LEDGER_PARTS: wholeNumber(1),
});
export type ReconcileEnv = z.input<typeof reconcileEnv>;

/** Reads the stream of decisions, and tells the audit stream of each. */
export const recordDecisionsEnv = z.object({ ...auditEnv.shape });
export type RecordDecisionsEnv = z.input<typeof recordDecisionsEnv>;

/** Once a day: compares decisions with what the champion was made on. */
export const watchDriftEnv = z.object({ ...decisions, DRIFT: json(driftSettingsSchema) });
export type WatchDriftEnv = z.input<typeof watchDriftEnv>;

/** Takes in models that were approved in SageMaker's registry. */
export const registerModelEnv = z.object({
  TRAINING_BUCKET_NAME: required,
  MODELS_BUCKET_NAME: required,
  MODEL_PACKAGE_GROUP: required,
});
export type RegisterModelEnv = z.input<typeof registerModelEnv>;
