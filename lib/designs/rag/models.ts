import type { RagSettings } from './settings';

/** Called by its own id: no inference profile is needed for it. */
const embeddingModels = { 'titan-v2': 'amazon.titan-embed-text-v2:0' } as const;

export const embeddingModelId = ({ embedding }: RagSettings): string => embeddingModels[embedding.model];

/** Every model that an index may be made with: the one that is being left answers until another index lacks nothing. */
export const embeddingModelIds: readonly string[] = Object.values(embeddingModels);

const rerankModelId = 'cohere.rerank-v3-5:0';

/** @see https://docs.aws.amazon.com/bedrock/latest/userguide/rerank-supported.html */
const rerankRegions = ['ap-northeast-1', 'ca-central-1', 'eu-central-1', 'us-east-1', 'us-west-2'];

/** The model that puts passages in order; undefined where the stage wants none or the region has none. */
export const rerankModelIn = (region: string, { rerank }: RagSettings): string | undefined =>
  rerank && rerankRegions.includes(region) ? rerankModelId : undefined;
