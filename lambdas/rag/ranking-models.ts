import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import type { SageMakerRuntimeClientConfig } from '@aws-sdk/client-sagemaker-runtime';
import { once } from '../shared/deps';
import { createBedrockEmbedder } from './adapters/bedrock-embedder';
import { createBedrockReranker } from './adapters/bedrock-reranker';
import type { EndpointCall } from './adapters/endpoint-batches';
import type { EndpointTarget } from './adapters/endpoint-call';
import { createEndpointEmbedder } from './adapters/endpoint-embedder';
import { createEndpointReranker } from './adapters/endpoint-reranker';
import { hostedNameOf } from './domain/hosted-model';
import type { Reranker } from './domain/ports';
import type { EmbedderOf } from './embed-chunks';

/** Endpoints of the stage's own that a function may call, by the name of the model on each. */
export type ModelEndpoints = Readonly<Record<string, EndpointTarget>>;

/** Embedders and rerankers, on Bedrock or on an endpoint of the stage's own, as the model's name says. */
export interface RankingModels {
  readonly embedderOf: EmbedderOf;
  readonly rerankerOf: (model: string) => Reranker;
}

/**
 * @param calls options of the client for endpoints, which is loaded with the first call to one: most stages have none
 * @returns models whose calls fail where the stage has no endpoint for them, so that a search goes on without
 */
export function rankingModels(
  bedrock: BedrockRuntimeClient,
  endpoints: ModelEndpoints,
  calls: SageMakerRuntimeClientConfig,
): RankingModels {
  const loaded = once(async () => {
    const { SageMakerRuntimeClient } = await import('@aws-sdk/client-sagemaker-runtime');
    const { createEndpointCall } = await import('./adapters/endpoint-call');
    const client = new SageMakerRuntimeClient(calls);
    return (target: EndpointTarget) => createEndpointCall(client, target);
  });
  const callOf =
    (model: string, name: string): EndpointCall =>
    async (request, signal) => {
      const target = endpoints[name];
      if (!target)
        throw new Error(`${model} has no endpoint here: keep it in endpoints while an index is made with it`);
      return (await loaded())(target)(request, signal);
    };
  return {
    embedderOf(embedding) {
      const name = hostedNameOf(embedding.model);
      return name === undefined
        ? createBedrockEmbedder(bedrock, embedding)
        : createEndpointEmbedder(callOf(embedding.model, name), embedding);
    },
    rerankerOf(model) {
      const name = hostedNameOf(model);
      return name === undefined
        ? createBedrockReranker(bedrock, model)
        : createEndpointReranker(callOf(model, name), model);
    },
  };
}
