import * as z from 'zod/mini';
import '../../../shared/domain/english';
import { documentIdSchema, timeSchema } from './documents';

/** Most results that a search gives: what recall at 100 is measured with. */
export const MAX_RESULTS = 100;
export const MAX_QUERY_LENGTH = 2_000;

const name = z.string().check(z.minLength(1), z.maxLength(256));
const names = z.array(name).check(z.minLength(1), z.maxLength(100));
const question = z.string().check(z.minLength(1), z.maxLength(MAX_QUERY_LENGTH));
const count = z.int().check(z.gte(0));
const milliseconds = z.number().check(z.gte(0));

export const fusionSchema = z.enum(['rrf', 'min-max', 'z-score']);
export type FusionName = z.infer<typeof fusionSchema>;

/** Parts of the pipeline that were left out because they were slow or down. */
export const degradedSchema = z.array(z.enum(['rerank', 'expansion', 'vector']));

/** What narrows a search, besides permission. */
export const filtersSchema = z.strictObject({
  sources: z.optional(names),
  contentTypes: z.optional(names),
  documentIds: z.optional(z.array(documentIdSchema).check(z.minLength(1), z.maxLength(100))),
  /** Of `modifiedAt`; `to` is exclusive. */
  from: z.optional(timeSchema),
  to: z.optional(timeSchema),
});
export type FiltersRequest = z.infer<typeof filtersSchema>;

/** `POST /v1/search` */
export const searchRequest = z.strictObject({
  query: question,
  /** 10 where it is left out. */
  size: z.optional(z.int().check(z.gte(1), z.lte(MAX_RESULTS))),
  /** `hybrid` where it is left out. */
  mode: z.optional(z.enum(['hybrid', 'keyword', 'vector'])),
  /** The stage's own where it is left out. */
  fusion: z.optional(fusionSchema),
  /** True where it is left out. */
  rerank: z.optional(z.boolean()),
  /** Whether variants of the query are searched as well; true where it is left out. */
  expand: z.optional(z.boolean()),
  filters: z.optional(filtersSchema),
});
export type SearchRequest = z.infer<typeof searchRequest>;

/** A place in a ranked list, from 1, and the score there; scores of different lists do not compare. */
export const rankingSchema = z.object({ rank: z.int().check(z.gte(1)), score: z.number() });
export type Ranking = z.infer<typeof rankingSchema>;

/** Why a passage is where it is. A leg that did not find it is absent. */
export const whySchema = z.object({
  keyword: z.optional(rankingSchema),
  vector: z.optional(rankingSchema),
  fused: rankingSchema,
  reranked: z.optional(rankingSchema),
});
export type Why = z.infer<typeof whySchema>;

/** Where in which version of which document a passage stands. */
export const placeFields = {
  documentId: documentIdSchema,
  chunkId: z.string(),
  version: count,
  title: z.string(),
  /** From 1; absent where the format has no pages. */
  page: z.optional(z.int().check(z.gte(1))),
  /** Headings above it, outermost first. */
  section: z.array(z.string()),
  /** Characters from the start of the document's extracted text; `end` is exclusive. */
  start: count,
  end: count,
  /** Address of the original where it has one of its own, such as a wiki page. */
  link: z.optional(z.string()),
};

export const searchResult = z.object({
  ...placeFields,
  text: z.string(),
  /** `upload`, or the id of a source. */
  source: z.string(),
  modifiedAt: timeSchema,
  score: z.number(),
  why: whySchema,
});
export type SearchResult = z.infer<typeof searchResult>;

/** How long each stage took. */
export const timingsSchema = z.record(z.string(), milliseconds);

export const searchResponse = z.object({
  /** Best first. */
  results: z.array(searchResult),
  query: z.object({ text: z.string(), language: z.optional(z.string()), variants: z.array(z.string()) }),
  degraded: degradedSchema,
  embedding: z.object({ model: z.string(), dimensions: z.int().check(z.gte(1)) }),
  /** Absent where nothing was reranked. */
  rerankModel: z.optional(z.string()),
  timings: timingsSchema,
});
export type SearchResponse = z.infer<typeof searchResponse>;

/** `GET /v1/suggestions?q=`: titles that begin like this. */
export const suggestionsResponse = z.object({
  suggestions: z.array(z.object({ documentId: documentIdSchema, title: z.string() })),
});
export type SuggestionsResponse = z.infer<typeof suggestionsResponse>;
