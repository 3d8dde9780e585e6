import type { BlueprintFunction } from '../../constructs/function/function';
import type { GpuEndpoint } from '../../constructs/gpu-endpoint/gpu-endpoint';
import { hostedNameOf } from './models';
import type { RagSettings } from './settings';

type Endpoints = ReadonlyMap<string, GpuEndpoint>;

/** All endpoints but the reranker's: an index that is being left, or introduced, may be of any of them. */
export function embeddingEndpoints(endpoints: Endpoints, { rerank }: RagSettings): Endpoints {
  const reranker = typeof rerank === 'string' ? hostedNameOf(rerank) : undefined;
  return new Map([...endpoints].filter(([name]) => name !== reranker));
}

/** What a function is told of the endpoints that it may call; nothing where there are none. */
export function endpointsEnvironment(endpoints: Endpoints): { readonly MODEL_ENDPOINTS?: string } {
  if (endpoints.size === 0) return {};
  const told = [...endpoints].map(([name, { endpointName, inferenceComponentName }]) => [
    name,
    { endpointName, inferenceComponentName },
  ]);
  return { MODEL_ENDPOINTS: JSON.stringify(Object.fromEntries(told)) };
}

export function grantEndpoints(target: BlueprintFunction, endpoints: Endpoints): void {
  for (const endpoint of endpoints.values()) endpoint.grantInvoke(target, { streamed: false });
}
