import type { Quota } from './quota';

/** Bedrock's own document says that applied quotas follow an account's age and use and may be far below the defaults, down to 0. */
const source = 'https://docs.aws.amazon.com/general/latest/gr/bedrock.html';
const unitedStates = (value: number) => ({ 'us-east-1': value, 'us-east-2': value, 'us-west-2': value });
const requestsNote =
  'Not raised in Service Quotas: by the account team. The user guide of 2026 speaks of token quotas alone; Service Quotas still lists it';
const tokensNote = 'Input and output together, by the inference profile of the calling region';

interface ModelQuotas {
  readonly requests?: Quota;
  readonly tokens?: Quota;
}

function profile(
  model: string,
  title: string,
  requests: { readonly code: string; readonly us: number; readonly elsewhere: number },
  tokens: { readonly code: string; readonly us: number; readonly elsewhere: number },
): ModelQuotas {
  const common = { scope: 'account and region', newAccount: 0, source, read: '2026-11-29' } as const;
  return {
    requests: {
      ...common,
      id: `bedrock/${model}/requests`,
      name: `Bedrock: requests to ${title}, cross-region`,
      unit: 'a minute',
      value: requests.elsewhere,
      regions: unitedStates(requests.us),
      code: requests.code,
      adjustable: false,
      note: requestsNote,
    },
    tokens: {
      ...common,
      id: `bedrock/${model}/tokens`,
      name: `Bedrock: tokens of ${title}, cross-region`,
      unit: 'a minute',
      value: tokens.elsewhere,
      regions: unitedStates(tokens.us),
      code: tokens.code,
      adjustable: true,
      note: tokensNote,
    },
  };
}

/** By the name that workloads and prices have for a model. */
export const bedrockQuotas: Readonly<Record<string, ModelQuotas>> = {
  'nova-micro': profile(
    'nova-micro',
    'Nova Micro',
    { code: 'L-3F110E0F', us: 2000, elsewhere: 200 },
    { code: 'L-DC7FF66C', us: 4_000_000, elsewhere: 200_000 },
  ),
  'nova-lite': profile(
    'nova-lite',
    'Nova Lite',
    { code: 'L-89F8391A', us: 2000, elsewhere: 200 },
    { code: 'L-7C42E72A', us: 4_000_000, elsewhere: 200_000 },
  ),
  'nova-pro': profile(
    'nova-pro',
    'Nova Pro',
    { code: 'L-ED46B8C5', us: 200, elsewhere: 100 },
    { code: 'L-C0326783', us: 800_000, elsewhere: 200_000 },
  ),
  'titan-embed-v2': {
    requests: {
      id: 'bedrock/titan-embed-v2/requests',
      name: 'Bedrock: requests to Titan Text Embeddings V2',
      unit: 'a minute',
      scope: 'account and region',
      value: 2000,
      code: 'L-26C560CE',
      adjustable: false,
      newAccount: 0,
      note: requestsNote,
      source,
      read: '2026-11-29',
    },
  },
  'cohere-rerank-3.5': {
    requests: {
      id: 'bedrock/cohere-rerank-3.5/requests',
      name: 'Bedrock: requests to Cohere Rerank 3.5',
      unit: 'a minute',
      scope: 'account and region',
      value: 250,
      code: 'L-11512E58',
      adjustable: false,
      newAccount: 3,
      note: requestsNote,
      source,
      read: '2026-11-29',
    },
  },
};
