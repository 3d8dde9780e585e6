import * as z from 'zod/mini';
import type { AuditLog } from '../shared/audit';
import { auditLog } from '../shared/audit-deps';
import type { BrakeReader } from '../shared/brake';
import { brakeReader, documentClient } from '../shared/deps';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { createMetrics, type Metrics } from '../shared/metrics';
import { flushMetrics } from '../shared/middleware/flush-metrics';
import { parseEnv } from '../shared/parse-env';
import { viewerOf } from './domain/access';
import { type SearchRequest, type SearchResponse, searchRequest } from './domain/api/search';
import type { Fusion } from './domain/fusion';
import type { Found, Retrieval, RetrieveDeps } from './domain/retrieval/retrieval';
import { retrieve } from './domain/retrieval/retrieve';
import { suggest } from './domain/retrieval/suggest';
import { Unavailable } from './domain/unavailable';
import { searchEnv } from './env';
import { retrievalDeps } from './retrieval-deps';
import { countRetrieval, retrievalEntry } from './retrieval-report';
import { thrifty } from './thrifty';

const DEFAULT_SIZE = 10;
const SUGGESTIONS = 8;

const suggestionQuery = z.object({ q: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)) });

export interface SearchDeps {
  /** For one question. @throws Unavailable when the search does not answer */
  readonly retrieval: () => Promise<RetrieveDeps>;
  /** Where a request does not say. */
  readonly fusion: Fusion;
  readonly brake: BrakeReader;
  readonly audit: AuditLog;
  readonly metrics: Pick<Metrics, 'add'>;
}

/** `POST /v1/search`: passages that the caller may see, best first, each with why it stands where it does. */
async function search(deps: SearchDeps, event: HttpEvent): Promise<HttpResponse> {
  const body = searchRequest.safeParse(jsonBody(event));
  if (!body.success) return invalid(body.error);
  const search = await deps.retrieval();
  const retrieval = await retrieved(deps, search, event, body.data);
  countRetrieval(deps.metrics, retrieval);
  const shown = retrieval.results.map(({ passage }) => passage);
  await deps.audit.record(retrievalEntry(event.principal, 'search', shown, retrieval.degraded));
  return jsonResponse(200, responseOf(retrieval, search));
}

async function retrieved(
  deps: SearchDeps,
  search: RetrieveDeps,
  { principal }: HttpEvent,
  request: SearchRequest,
): Promise<Retrieval> {
  const { query, size = DEFAULT_SIZE, mode = 'hybrid', fusion = deps.fusion, filters = {} } = request;
  const wanted = { rerank: request.rerank ?? true, expand: request.expand ?? true };
  const saving = await thrifty(deps.brake, wanted, search);
  const options = { size, mode, fusion, filters, ...saving.options };
  return saving.told(await retrieve(viewerOf(principal), query, options, search));
}

function responseOf(retrieval: Retrieval, { embedder }: RetrieveDeps): SearchResponse {
  const { results, query, degraded, rerankModel, timings } = retrieval;
  const { text, language, variants } = query;
  return {
    results: results.map(resultOf),
    query: { text, language, variants: [...variants] },
    degraded: [...degraded],
    embedding: { model: embedder.model, dimensions: embedder.dimensions },
    ...(rerankModel !== undefined && { rerankModel }),
    timings,
  };
}

/** Why it stands where it does is said of every passage: it costs nothing. */
function resultOf({ passage, score, why }: Found): SearchResponse['results'][number] {
  const { ordinal: _ordinal, tokens: _tokens, contentType: _contentType, section, ...shown } = passage;
  return { ...shown, section: [...section], score, why };
}

/** `GET /v1/suggestions?q=`: titles that begin like this, of documents that the caller may see. */
async function suggestions(deps: SearchDeps, { principal, queryStringParameters }: HttpEvent): Promise<HttpResponse> {
  const query = suggestionQuery.safeParse(queryStringParameters ?? {});
  if (!query.success) return invalid(query.error);
  const found = await suggest(viewerOf(principal), query.data.q, SUGGESTIONS, await deps.retrieval());
  await deps.audit.record(retrievalEntry(principal, 'suggestions', found));
  return jsonResponse(200, { suggestions: found });
}

export function createSearch(deps: SearchDeps) {
  return async (event: HttpEvent): Promise<HttpResponse> => {
    try {
      return await (event.httpMethod === 'POST' ? search(deps, event) : suggestions(deps, event));
    } catch (error) {
      if (error instanceof Unavailable) return problem(503, error.code, `${error.message}; try again later`);
      throw error;
    }
  };
}

const env = parseEnv(searchEnv);
const logger = createLogger('rag');
const metrics = createMetrics('rag');
const document = documentClient();

export const handler = httpRoute(logger)
  .use(flushMetrics(metrics))
  .handler(
    createSearch({
      retrieval: retrievalDeps(env, document, logger),
      fusion: env.FUSION,
      brake: brakeReader(document, env.PLATFORM_TABLE_NAME, logger),
      audit: auditLog(env, logger),
      metrics,
    }),
  );
