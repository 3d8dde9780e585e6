import type { AttachmentKind, Prices, PromptCaching } from '../../../lambdas/chat/env';
import { inferenceProfile, type TextModelName } from '../../constructs/inference/inference-profiles';

/** A model that a stage may offer, apart from the region it is called from. */
interface CatalogueEntry {
  /** Tokens of context the model takes, its answer included. */
  readonly contextTokens: number;
  /** Tokens an answer may have at most. */
  readonly maxOutputTokens: number;
  /** What it takes beside text. */
  readonly takes: readonly AttachmentKind[];
  /** On-demand list prices in USD a million tokens; a stored configuration has its own. */
  readonly prices: Prices;
  /** Tokens of a request's beginning that it keeps for five minutes; absent where Bedrock keeps none of it. */
  readonly promptCaching?: PromptCaching;
}

/** @see https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html */
const novaCaching: PromptCaching = { minTokens: 1_000, maxTokens: 20_000 };

/**
 * The models a stage may name. All are called through geographic inference profiles.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-cards-amazon.html
 */
const catalogue: Readonly<Record<TextModelName, CatalogueEntry>> = {
  'nova-micro': {
    takes: [],
    contextTokens: 128_000,
    maxOutputTokens: 5_000,
    prices: { inputPerMTok: 0.035, outputPerMTok: 0.14, cachedPerMTok: 0.00875 },
    promptCaching: novaCaching,
  },
  'nova-lite': {
    takes: ['image', 'document'],
    contextTokens: 300_000,
    maxOutputTokens: 5_000,
    prices: { inputPerMTok: 0.06, outputPerMTok: 0.24, cachedPerMTok: 0.015 },
    promptCaching: novaCaching,
  },
  'nova-pro': {
    takes: ['image', 'document'],
    contextTokens: 300_000,
    maxOutputTokens: 5_000,
    prices: { inputPerMTok: 0.8, outputPerMTok: 3.2, cachedPerMTok: 0.2 },
    promptCaching: novaCaching,
  },
};

/** A model as one region calls it: what the handlers are told (`CHAT_MODELS`). */
export interface RegionalModel extends CatalogueEntry {
  readonly id: TextModelName;
  /** Inference profile that the handlers pass to Bedrock. */
  readonly bedrockModelId: string;
}

/**
 * The stage's models as this region calls them, in order of preference.
 *
 * @throws Error that names the region when no inference profile can be called from it
 */
export function modelsIn(region: string, names: readonly TextModelName[]): RegionalModel[] {
  return names.map((id) => ({ id, bedrockModelId: inferenceProfile(region, id), ...catalogue[id] }));
}
