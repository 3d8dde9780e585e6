import type { Tier } from '../../shared/domain/principal';
import type { ChatConfig, Limits, Pool, Target } from './chat-config-schema';
import type { PromptCaching } from './ports';
import type { Prices } from './prices';

export type { ChatConfig, Limits, ModerationRule, Pool, StoredConfig, Target } from './chat-config-schema';

/** Enough for some hundred short messages; each message pays for all of it again. */
export const HISTORY_TOKENS = 32_000;

/** Key of the version in force, and of one of all that ever were, in the platform's table. */
export const CONFIG_PK = 'CHAT#CONFIG';
export const versionPk = (version: number): string => `${CONFIG_PK}#v${version}`;

/** A model of the stage with what it costs. */
export interface PricedModel {
  readonly id: string;
  readonly bedrockModelId: string;
  readonly prices: Prices;
  /** Endpoint of the stage's own that answers; absent where Bedrock does. */
  readonly endpoint?:
    | { readonly endpointName: string; readonly inferenceComponentName?: string | undefined }
    | undefined;
  /** Tiers whose users it answers. @default - all */
  readonly tiers?: readonly Tier[] | undefined;
  /** What it keeps of a request's beginning; absent where it does not. */
  readonly promptCaching?: PromptCaching | undefined;
  /** False where it takes no tools. @default true */
  readonly tools?: boolean | undefined;
}

/** What holds where nothing is stored: a pool for each model, backed up by those that cost no more. */
export function defaultChatConfig(models: readonly PricedModel[]): ChatConfig {
  return {
    tiers: {
      free: { requestsPerMinute: 60, tokensPerMinute: 500_000, monthlyTokens: 5_000_000, monthlyUsd: 5 },
      paid: { requestsPerMinute: 600, tokensPerMinute: 5_000_000, monthlyTokens: 500_000_000, monthlyUsd: 500 },
    },
    orgs: {},
    orgDefault: {
      requestsPerMinute: 6_000,
      tokensPerMinute: 50_000_000,
      monthlyTokens: 10_000_000_000,
      monthlyUsd: 10_000,
    },
    pools: models.map((model) => ({
      name: model.id,
      tiers: [...(model.tiers ?? allTiers)],
      models: [model.id],
      targets: [targetOf(model)],
      fallbacks: models.filter((other) => backsUp(other, model)).map((other) => other.id),
    })),
    context: { historyTokens: HISTORY_TOKENS, summaryModel: cheapestOf(models)?.id ?? null },
    moderation: { rules: [] },
    // What a stage does not have is offered to nobody.
    tools: { enabled: ['calculator', 'clock', 'fetch_url', 'search_documents'], fetchAllowList: [] },
  };
}

const cheapestOf = (models: readonly PricedModel[]): PricedModel | undefined =>
  models
    .filter(({ endpoint }) => !endpoint)
    .toSorted((one, other) => one.prices.outputPerMTok - other.prices.outputPerMTok)[0];

const allTiers: readonly Tier[] = ['free', 'paid'];

function targetOf({ id, bedrockModelId, prices, endpoint, promptCaching, tools = true }: PricedModel): Target {
  const common = { name: id, weight: 1, prices: { ...prices }, continues: false, ...(!tools && { tools }) };
  if (endpoint) return { ...common, kind: 'sagemaker', ...endpoint };
  return { ...common, kind: 'bedrock', bedrockModelId, ...(promptCaching && { promptCaching }) };
}

/** Bedrock's models that cost no more; all of them for an endpoint of the stage's own, which may have to start first. */
function backsUp(other: PricedModel, model: PricedModel): boolean {
  if (other.id === model.id || other.endpoint) return false;
  return model.endpoint !== undefined || other.prices.outputPerMTok <= model.prices.outputPerMTok;
}

/** What a user of this tier may use. */
export const userLimits = (config: ChatConfig, tier: Tier): Limits => config.tiers[tier];

/** What an organisation may use, and over how many shards its counters are spread. */
export function orgLimits(config: ChatConfig, org: string): Limits & { readonly shards: number } {
  const own = Object.hasOwn(config.orgs, org) ? config.orgs[org] : undefined;
  return { ...(own ?? config.orgDefault), shards: own?.shards ?? 1 };
}

/** The pool that answers for a model in a tier: the first that names both. */
export const poolFor = (config: ChatConfig, model: string, tier: Tier): Pool | undefined =>
  config.pools.find((pool) => pool.models.includes(model) && pool.tiers.includes(tier));
