import type { LocalEmbeddings } from '../embeddings/model-thread';
import type { ServiceCall } from '../engine';
import { cohereRerank } from './cohere-rerank';
import { modelIdOf } from './converse-input';
import { titanEmbeddings } from './titan-embeddings';

/** A model that writes nothing: it gives a vector, or an order. */
export interface WordlessModel {
  invoke(
    call: ServiceCall,
    local: LocalEmbeddings,
  ): Promise<{ readonly output: unknown; readonly inputTokens?: number }>;
}

const models: readonly (readonly [family: RegExp, model: WordlessModel])[] = [
  [/(^|[./])amazon\.titan-embed-text-v2/, titanEmbeddings],
  [/(^|[./])cohere\.rerank-v3-5/, cohereRerank],
];

/** The model that a call names; `undefined` for one that writes. */
export function wordlessModelOf(call: ServiceCall): WordlessModel | undefined {
  const modelId = modelIdOf(call);
  return models.find(([family]) => family.test(modelId))?.[1];
}
