import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod/mini';
import type { Logger } from '../shared/logger';
import { createBedrockEmbedder } from './adapters/bedrock-embedder';
import { createBedrockReranker } from './adapters/bedrock-reranker';
import { createBedrockTextModel } from './adapters/bedrock-text-model';
import { createDocumentReader } from './adapters/document-reader';
import { createSearchClient } from './adapters/search-client';
import { createSearchIndex } from './adapters/search-index';
import { CHUNKS_ALIAS, indexNameOf } from './domain/index-name';
import { languageOf } from './domain/language';
import { withoutNearDuplicates } from './domain/near-duplicates';
import type { RetrieveDeps } from './domain/retrieval/retrieval';
import type { searchEnv } from './env';
import { callingClient, logDegraded, streamingClient, systemStopwatch } from './query-deps';

/** What searching needs. The only place that makes a search index: all else has it through `retrieve` and `suggest`. */
export function retrievalDeps(
  env: z.infer<typeof searchEnv>,
  document: DynamoDBDocumentClient,
  logger: Logger,
): RetrieveDeps {
  const { SEARCH_ENDPOINT, EMBEDDING, RERANK_MODEL, EXPANSION_MODEL, DOCUMENTS_TABLE_NAME: tableName } = env;
  const names = { alias: CHUNKS_ALIAS, index: indexNameOf(EMBEDDING) };
  const bedrock = callingClient();
  return {
    index: createSearchIndex(createSearchClient(SEARCH_ENDPOINT), names),
    documents: createDocumentReader({ document, tableName }),
    embedder: createBedrockEmbedder(bedrock, EMBEDDING),
    vectorWeight: env.VECTOR_WEIGHT,
    reranker: RERANK_MODEL ? createBedrockReranker(bedrock, RERANK_MODEL) : undefined,
    expansion: EXPANSION_MODEL ? createBedrockTextModel(streamingClient(), EXPANSION_MODEL) : undefined,
    withoutNearDuplicates,
    languageOf,
    watch: systemStopwatch,
    onDegraded: logDegraded(logger),
  };
}
