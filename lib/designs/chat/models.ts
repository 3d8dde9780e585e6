import { Arn, ArnFormat, type Stack } from 'aws-cdk-lib';
import type { AttachmentKind, Prices, PromptCaching } from '../../../lambdas/chat/env';

/** A model that a stage may offer, apart from the region it is called from. */
interface CatalogueEntry {
  /** Foundation model that answers, as Bedrock names it. */
  readonly foundationModelId: string;
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
 * The models a stage may name. All are called through geographic inference profiles: on-demand use of the plain model id
 * is not offered in most regions, and a profile keeps the text inside its geography.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-cards-amazon.html
 */
const catalogue = {
  'nova-micro': {
    foundationModelId: 'amazon.nova-micro-v1:0',
    takes: [],
    contextTokens: 128_000,
    maxOutputTokens: 5_000,
    prices: { inputPerMTok: 0.035, outputPerMTok: 0.14, cachedPerMTok: 0.00875 },
    promptCaching: novaCaching,
  },
  'nova-lite': {
    foundationModelId: 'amazon.nova-lite-v1:0',
    takes: ['image', 'document'],
    contextTokens: 300_000,
    maxOutputTokens: 5_000,
    prices: { inputPerMTok: 0.06, outputPerMTok: 0.24, cachedPerMTok: 0.015 },
    promptCaching: novaCaching,
  },
  'nova-pro': {
    foundationModelId: 'amazon.nova-pro-v1:0',
    takes: ['image', 'document'],
    contextTokens: 300_000,
    maxOutputTokens: 5_000,
    prices: { inputPerMTok: 0.8, outputPerMTok: 3.2, cachedPerMTok: 0.2 },
    promptCaching: novaCaching,
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ModelName = keyof typeof catalogue;
export const modelNames = Object.keys(catalogue) as ModelName[];

interface Geography {
  /** First part of the inference profile's id. */
  readonly prefix: string;
  /** Regions a call may come from. */
  readonly sources: readonly string[];
  /** Regions a call may be routed to, besides the one it came from. */
  readonly destinations: readonly string[];
}

/**
 * Where the Nova profiles may be called from and where they answer.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
 */
const geographies: readonly Geography[] = [
  {
    prefix: 'us',
    sources: ['us-east-1', 'us-east-2', 'us-west-2'],
    destinations: ['us-east-1', 'us-east-2', 'us-west-2'],
  },
  {
    prefix: 'eu',
    sources: ['eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-3'],
    destinations: ['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-3'],
  },
  {
    prefix: 'apac',
    sources: ['ap-northeast-1', 'ap-northeast-2', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
    destinations: [
      'ap-northeast-1',
      'ap-northeast-2',
      'ap-northeast-3',
      'ap-south-1',
      'ap-southeast-1',
      'ap-southeast-2',
    ],
  },
];

/** Regions that the models can be called from. */
export function modelRegions(): string[] {
  return geographies.flatMap(({ sources }) => sources);
}

/** A model as one region calls it: what the handlers are told (`CHAT_MODELS`). */
export interface RegionalModel {
  readonly id: ModelName;
  /** Inference profile that the handlers pass to Bedrock. */
  readonly bedrockModelId: string;
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  readonly takes: readonly AttachmentKind[];
  readonly prices: Prices;
  readonly promptCaching?: PromptCaching;
}

/**
 * The stage's models as this region calls them, in order of preference.
 *
 * @throws Error that names the region when no inference profile can be called from it
 */
export function modelsIn(region: string, names: readonly ModelName[]): RegionalModel[] {
  const { prefix } = geographyOf(region);
  return names.map((id) => {
    const { foundationModelId, ...model } = catalogue[id];
    return { id, bedrockModelId: `${prefix}.${foundationModelId}`, ...model };
  });
}

/**
 * What a role in this stack's region must be allowed to invoke: each model's inference profile, and the model itself in
 * every region that the profile may route to. Either one missing is refused by Bedrock.
 */
export function modelArns(stack: Stack, names: readonly ModelName[]): string[] {
  const { prefix, destinations } = geographyOf(stack.region);
  const regions = [...new Set([stack.region, ...destinations])].sort();
  return names.flatMap((name) => {
    const { foundationModelId } = catalogue[name];
    return [
      bedrockArn(stack, 'inference-profile', `${prefix}.${foundationModelId}`, stack.region),
      ...regions.map((region) => bedrockArn(stack, 'foundation-model', foundationModelId, region)),
    ];
  });
}

function geographyOf(region: string): Geography {
  const found = geographies.find(({ sources }) => sources.includes(region));
  if (found) return found;
  throw new Error(
    `No inference profile can be called from region ${region}; choose one of ${modelRegions().join(', ')}`,
  );
}

/** Foundation models belong to no account; inference profiles to the account that calls them. */
function bedrockArn(
  stack: Stack,
  resource: 'inference-profile' | 'foundation-model',
  resourceName: string,
  region: string,
): string {
  const account = resource === 'foundation-model' ? '' : stack.account;
  const parts = { service: 'bedrock', resource, resourceName, region, account };
  return Arn.format({ ...parts, arnFormat: ArnFormat.SLASH_RESOURCE_NAME }, stack);
}
