import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod/mini';
import type { Logger } from '../shared/logger';
import { createBedrockTextModel } from './adapters/bedrock-text-model';
import { createDocumentReader } from './adapters/document-reader';
import { createLiveIndex } from './adapters/live-index';
import { createSearchClient } from './adapters/search-client';
import { createSearchIndex } from './adapters/search-index';
import { CHUNKS_ALIAS } from './domain/index-name';
import { languageOf } from './domain/language';
import { withoutNearDuplicates } from './domain/near-duplicates';
import type { RetrieveDeps } from './domain/retrieval/retrieval';
import type { searchEnv } from './env';
import { logDegraded, shortCalls, streamingClient, systemStopwatch } from './query-deps';
import { rankingModels } from './ranking-models';

/**
 * What searching needs, for one question: the index that answers, and the model of its vectors. The only place that makes a search
 * index: all else has it through `retrieve` and `suggest`.
 */
export function retrievalDeps(
  env: z.infer<typeof searchEnv>,
  document: DynamoDBDocumentClient,
  logger: Logger,
): () => Promise<RetrieveDeps> {
  const { RERANK_MODEL, EXPANSION_MODEL, DOCUMENTS_TABLE_NAME: tableName } = env;
  const client = createSearchClient(env.SEARCH_ENDPOINT);
  const liveIndex = createLiveIndex(client);
  const { embedderOf, rerankerOf } = rankingModels(
    new BedrockRuntimeClient(shortCalls),
    env.MODEL_ENDPOINTS,
    shortCalls,
  );
  const others = {
    documents: createDocumentReader({ document, tableName }),
    vectorWeight: env.VECTOR_WEIGHT,
    reranker: RERANK_MODEL ? rerankerOf(RERANK_MODEL) : undefined,
    expansion: EXPANSION_MODEL ? createBedrockTextModel(streamingClient(), EXPANSION_MODEL) : undefined,
    withoutNearDuplicates,
    languageOf,
    watch: systemStopwatch,
    onDegraded: logDegraded(logger),
  };
  return async () => {
    const { name, embedding } = await liveIndex();
    const index = createSearchIndex(client, { alias: CHUNKS_ALIAS, index: name });
    return { ...others, index, embedder: embedderOf(embedding) };
  };
}
