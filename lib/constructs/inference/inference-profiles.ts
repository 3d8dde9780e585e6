import { Arn, ArnFormat, type Stack } from 'aws-cdk-lib';

/** Foundation models that write text, as Bedrock names them, by the names that settings use. */
export const textModels = {
  'nova-micro': 'amazon.nova-micro-v1:0',
  'nova-lite': 'amazon.nova-lite-v1:0',
  'nova-pro': 'amazon.nova-pro-v1:0',
} as const;

export type TextModelName = keyof typeof textModels;
export const textModelNames = Object.keys(textModels) as TextModelName[];

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

/**
 * The inference profile through which a region calls a model: on-demand use of the plain model id is not offered in most
 * regions, and a profile keeps the text inside its geography.
 *
 * @throws Error that names the region when no inference profile can be called from it
 */
export function inferenceProfile(region: string, model: TextModelName): string {
  return `${geographyOf(region).prefix}.${textModels[model]}`;
}

/**
 * What a role in this stack's region must be allowed to invoke: each model's inference profile, and the model itself in
 * every region that the profile may route to. Either one missing is refused by Bedrock.
 */
export function inferenceArns(stack: Stack, models: readonly TextModelName[]): string[] {
  const { prefix, destinations } = geographyOf(stack.region);
  const regions = [...new Set([stack.region, ...destinations])].sort();
  return models.flatMap((model) => [
    bedrockArn(stack, 'inference-profile', `${prefix}.${textModels[model]}`, stack.region),
    ...regions.map((region) => foundationModelArn(stack, textModels[model], region)),
  ]);
}

/** A model that is called by its own id. Foundation models belong to no account. */
export function foundationModelArn(stack: Stack, foundationModelId: string, region = stack.region): string {
  return bedrockArn(stack, 'foundation-model', foundationModelId, region);
}

function geographyOf(region: string): Geography {
  const found = geographies.find(({ sources }) => sources.includes(region));
  if (found) return found;
  throw new Error(
    `No inference profile can be called from region ${region}; choose one of ${modelRegions().join(', ')}`,
  );
}

/** Inference profiles belong to the account that calls them. */
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
