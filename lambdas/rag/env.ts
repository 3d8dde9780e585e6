import * as z from 'zod/mini';
import { auditEnv, platformEnv } from '../shared/env';
import { address, json, required, wholeNumber } from '../shared/parse-env';

/** Documents, their permissions and states, and where sources were left off. */
const documents = { DOCUMENTS_TABLE_NAME: required };
/** Originals: `uploads/<organisation's hash>/<documentId>/<uploadId>`. */
const originals = { ORIGINALS_BUCKET_NAME: required };
/** Where ingestion, permission changes and deletions are worked off. */
const work = { INGEST_QUEUE_URL: address };
/** The search domain: `https://<host>`. */
const search = { SEARCH_ENDPOINT: address };
/** Models on endpoints of the stage's own that the function may call, by name; elsewhere they are called `endpoint/<name>`. */
const endpoints = {
  MODEL_ENDPOINTS: z._default(
    json(z.record(z.string(), z.object({ endpointName: required, inferenceComponentName: z.optional(required) }))),
    {},
  ),
};
/** Model of Bedrock, or `endpoint/<name>`, that puts passages in order; absent where the stage has none. */
const rerank = { RERANK_MODEL: z.optional(required) };
/** Inference profile that writes answers, and the one that writes variants of a question. */
const models = { ANSWER_MODEL: required, EXPANSION_MODEL: z.optional(required) };
/** How lists of several legs become one. */
const fusion = {
  FUSION: z.enum(['rrf', 'min-max', 'z-score']),
  /** How much a list of vectors counts beside one of keywords, which counts 1. */
  VECTOR_WEIGHT: z.pipe(z.pipe(z.string(), z.transform(Number)), z.number().check(z.gt(0), z.lte(10))),
};

/** Set by Lambda itself. */
export const regionEnv = z.object({ AWS_REGION: required });

/** `/v1/documents...` */
export const documentsEnv = z.object({ ...documents, ...originals, ...work, ...auditEnv.shape });
export type DocumentsEnv = z.input<typeof documentsEnv>;

/** Worker of the ingest queue: extract, chunk, embed, index; permission changes; deletions; another index. */
export const ingestEnv = z.object({
  ...documents,
  ...originals,
  ...work,
  ...search,
  ...endpoints,
  ...platformEnv.shape,
  ...auditEnv.shape,
  MAX_RECEIVE_COUNT: wholeNumber(2),
});
export type IngestEnv = z.input<typeof ingestEnv>;

/** `POST /v1/search`, `GET /v1/suggestions`. */
export const searchEnv = z.object({
  ...documents,
  ...search,
  ...endpoints,
  ...rerank,
  ...fusion,
  EXPANSION_MODEL: models.EXPANSION_MODEL,
  ...platformEnv.shape,
  ...auditEnv.shape,
});
export type SearchEnv = z.input<typeof searchEnv>;

/** `POST /v1/answers`. */
export const answerEnv = z.object({ ...searchEnv.shape, ...models, ...originals });
export type AnswerEnv = z.input<typeof answerEnv>;

/** Invoked by other designs: the search as a tool of a model. */
export const searchToolEnv = searchEnv;
export type SearchToolEnv = z.input<typeof searchToolEnv>;

/** Custom resource: index, alias, and who may do what in the domain. */
export const setupIndexEnv = z.object(search);
export type SetupIndexEnv = z.input<typeof setupIndexEnv>;

/** Brings what changed at one source since last time. */
export const syncSourceEnv = z.object({
  ...documents,
  ...originals,
  ...work,
  ...auditEnv.shape,
  /** Sources that an event may name by their id; none where every event brings its source's settings with it. */
  SOURCES: z._default(json(z.array(z.record(z.string(), z.unknown()))), []),
});
export type SyncSourceEnv = z.input<typeof syncSourceEnv>;
