import type { RagSettings } from './settings';

/** Called by its own id: no inference profile is needed for it. */
const embeddingModels: Readonly<Record<string, string>> = { 'titan-v2': 'amazon.titan-embed-text-v2:0' };

/** Name of the model in the index's name: its id in Bedrock, or `endpoint/<name>`. */
export const embeddingModelId = ({ embedding: { model } }: RagSettings): string => embeddingModels[model] ?? model;

/** `bge-m3` of `endpoint/bge-m3`; undefined for a model of Bedrock. */
export const hostedNameOf = (model: string): string | undefined => /^endpoint\/(.*)$/.exec(model)?.[1];

/** Every model of Bedrock that an index may be made with: the one that is being left answers until another index lacks nothing. */
export const embeddingModelIds: readonly string[] = Object.values(embeddingModels);

const rerankModelId = 'cohere.rerank-v3-5:0';

/** @see https://docs.aws.amazon.com/bedrock/latest/userguide/rerank-supported.html */
const rerankRegions = ['ap-northeast-1', 'ca-central-1', 'eu-central-1', 'us-east-1', 'us-west-2'];

/** The model of Bedrock that puts passages in order; undefined where the stage wants none of it or the region has none. */
export const bedrockRerankerIn = (region: string, { rerank }: RagSettings): string | undefined =>
  rerank === true && rerankRegions.includes(region) ? rerankModelId : undefined;

/** The model that puts passages in order, of Bedrock or of an endpoint. */
export const rerankModelIn = (region: string, settings: RagSettings): string | undefined =>
  typeof settings.rerank === 'string' ? settings.rerank : bedrockRerankerIn(region, settings);
