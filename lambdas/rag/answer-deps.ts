import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod/mini';
import { boundedCalls, once } from '../shared/deps';
import type { Logger } from '../shared/logger';
import { createAnswerStore } from './adapters/answer-cache';
import { createBedrockTextModel } from './adapters/bedrock-text-model';
import { createDocumentStore } from './adapters/document-store';
import { createSearchClient } from './adapters/search-client';
import type { AnswerDeps } from './domain/answering/answer-question';
import { answerIndexNameOf } from './domain/index-name';
import type { answerEnv } from './env';
import { streamingClient } from './query-deps';
import { retrievalDeps } from './retrieval-deps';

/** What answering one question needs, beside searching: a model, the cache of answers, links to originals. */
export function answerDeps(
  env: z.infer<typeof answerEnv>,
  document: DynamoDBDocumentClient,
  logger: Logger,
): () => Promise<AnswerDeps> {
  const retrievalOf = retrievalDeps(env, document, logger);
  const client = createSearchClient(env.SEARCH_ENDPOINT);
  const others = {
    model: createBedrockTextModel(streamingClient(), env.ANSWER_MODEL),
    fusion: env.FUSION,
    linkTo: originalLinks(env, document),
    now: Date.now,
    onCacheError: (error: unknown) => logger.warn('Cached answers could not be used', { error }),
  };
  return async () => {
    const retrieval = await retrievalOf();
    return { ...others, retrieval, cache: createAnswerStore(client, answerIndexNameOf(retrieval.embedder)) };
  };
}

/** The client that signs is loaded with the first answer that has a citation. */
function originalLinks(env: z.infer<typeof answerEnv>, document: DynamoDBDocumentClient): AnswerDeps['linkTo'] {
  const { find } = createDocumentStore({ document, tableName: env.DOCUMENTS_TABLE_NAME, now: Date.now });
  const links = once(async () => {
    const [{ S3Client }, { createOriginalLinks }] = await Promise.all([
      import('@aws-sdk/client-s3'),
      import('./adapters/original-links'),
    ]);
    const client = new S3Client(boundedCalls(5_000));
    return createOriginalLinks({ client, bucket: env.ORIGINALS_BUCKET_NAME, findHead: find });
  });
  return async (found) => (await links())(found);
}
