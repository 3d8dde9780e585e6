import { type BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import * as z from 'zod/mini';
import type { Reranker } from '../domain/ports';

const answerSchema = z.object({
  results: z.array(z.object({ index: z.int().check(z.gte(0)), relevance_score: z.number() })),
});

/**
 * A rerank model of Bedrock by InvokeModel: the API of agents, which has a call of its own for it, needs another client and another
 * permission for the same model.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/rerank.html
 */
export function createBedrockReranker(client: BedrockRuntimeClient, model: string): Reranker {
  return {
    model,
    async rerank(query, passages, size, signal) {
      const request = { query, documents: passages, top_n: size, api_version: 2 };
      const command = new InvokeModelCommand({
        modelId: model,
        contentType: 'application/json',
        accept: 'application/json',
        body: JSON.stringify(request),
      });
      const { body } = await client.send(command, { abortSignal: signal });
      const { results } = answerSchema.parse(JSON.parse(new TextDecoder().decode(body)));
      return results
        .map(({ index, relevance_score: relevance }) => ({ index, relevance }))
        .sort((a, b) => b.relevance - a.relevance);
    },
  };
}
