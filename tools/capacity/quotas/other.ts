import type { Quota } from './quota';

export const openSearchQuotas = {
  instances: {
    id: 'opensearch/instances',
    name: 'OpenSearch: instances of a domain',
    unit: 'instances',
    scope: 'domain',
    value: 80,
    code: 'L-6408ABDE',
    adjustable: true,
    note: 'Up to 1,002, warm ones and masters included',
    source: 'https://docs.aws.amazon.com/general/latest/gr/opensearch-service.html',
    read: '2026-11-29',
  },
  shardsOfNode: {
    id: 'opensearch/shards-per-node',
    name: 'OpenSearch: shards of a data node',
    unit: 'shards',
    scope: 'domain',
    value: 1000,
    adjustable: false,
    note: 'And 25 for each GiB of heap, whichever is less',
    source: 'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/limits.html',
    read: '2026-11-29',
  },
} as const satisfies Record<string, Quota>;

export const cloudFrontQuotas = {
  requests: {
    id: 'cloudfront/requests',
    name: 'CloudFront: requests to a distribution',
    unit: 'requests/s',
    scope: 'distribution',
    value: 250_000,
    adjustable: true,
    note: 'By Service Quotas or a support case; its code was not found',
    source: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html',
    read: '2026-11-29',
  },
} as const satisfies Record<string, Quota>;

export const cognitoQuotas = {
  authentication: {
    id: 'cognito/user-authentication',
    name: 'Cognito: sign-ins',
    unit: 'requests/s',
    scope: 'account and region',
    value: 120,
    code: 'L-026ADBA3',
    adjustable: true,
    note: 'More is paid for by the request a second',
    source: 'https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html',
    read: '2026-11-29',
  },
  tokens: {
    id: 'cognito/user-token',
    name: 'Cognito: tokens refreshed',
    unit: 'requests/s',
    scope: 'account and region',
    value: 120,
    code: 'L-F21F8BB4',
    adjustable: true,
    note: 'More is paid for by the request a second',
    source: 'https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html',
    read: '2026-11-29',
  },
} as const satisfies Record<string, Quota>;

export const kmsQuotas = {
  symmetric: {
    id: 'kms/symmetric-operations',
    name: 'KMS: operations with symmetric keys',
    unit: 'requests/s',
    scope: 'account and region',
    value: 10_000,
    regions: {
      ...{ 'us-east-1': 100_000, 'us-west-2': 100_000, 'eu-west-1': 100_000 },
      ...{ 'us-east-2': 20_000, 'ap-southeast-1': 20_000, 'ap-southeast-2': 20_000, 'ap-northeast-1': 20_000 },
      ...{ 'eu-central-1': 20_000, 'eu-west-2': 20_000 },
    },
    code: 'L-6E3AF000',
    adjustable: true,
    note: 'What services ask for on behalf of the account counts too',
    source: 'https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html',
    read: '2026-11-29',
  },
} as const satisfies Record<string, Quota>;

export const rekognitionQuotas = {
  moderation: {
    id: 'rekognition/detect-moderation-labels',
    name: 'Rekognition: images moderated (DetectModerationLabels)',
    unit: 'requests/s',
    scope: 'account and region',
    value: 50,
    code: 'L-7F4D1AC4',
    adjustable: true,
    note: 'Of us-east-1; other regions may have less. Images wait in their queue meanwhile, and items for a person',
    source: 'https://docs.aws.amazon.com/general/latest/gr/rekognition.html',
    read: '2026-11-29',
  },
} as const satisfies Record<string, Quota>;

/** Codes of those types for which one was found. */
const endpointCodes: Readonly<Record<string, string>> = { 'ml.g5.xlarge': 'L-1928E07B' };

/** Instances of a GPU type behind endpoints; undefined for other types, whose defaults were not found. */
export function sageMakerEndpointQuota(instanceType: string): Quota | undefined {
  if (!/^ml\.[gp]\d/.test(instanceType)) return undefined;
  const code = endpointCodes[instanceType];
  return {
    id: `sagemaker/${instanceType}/endpoint`,
    name: `SageMaker: ${instanceType} for endpoint usage`,
    unit: 'instances',
    scope: 'account and region',
    value: 0,
    ...(code !== undefined && { code }),
    adjustable: true,
    note: `Ask before the first deployment, in Service Quotas: "${instanceType} for endpoint usage"`,
    source: 'https://docs.aws.amazon.com/general/latest/gr/sagemaker.html',
    read: '2026-11-29',
  };
}
