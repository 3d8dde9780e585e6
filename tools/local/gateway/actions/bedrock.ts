import type { Requirement } from '../../iam/access';
import { accountId } from '../../resource-identity';
import { type ActionMap, type IncomingCall, jsonInput, text } from './action-map';
import { destinationRegions } from './inference-profiles';

const operations: Readonly<Record<string, { readonly name: string; readonly action: string }>> = {
  invoke: { name: 'InvokeModel', action: 'bedrock:InvokeModel' },
  converse: { name: 'Converse', action: 'bedrock:InvokeModel' },
  'invoke-with-response-stream': {
    name: 'InvokeModelWithResponseStream',
    action: 'bedrock:InvokeModelWithResponseStream',
  },
  'converse-stream': { name: 'ConverseStream', action: 'bedrock:InvokeModelWithResponseStream' },
};

const modelPath = /^\/model\/([^/]+)\/([a-z-]+)$/;
const guardrailPath = /^\/guardrail\/([^/]+)\/version\/([^/]+)\/apply$/;

export const bedrock: ActionMap = {
  protocol: 'rest-json',
  accessDenied: 'AccessDeniedException',
  operation({ method, path }) {
    if (method === 'POST' && guardrailPath.test(path)) return 'ApplyGuardrail';
    const [, , verb = ''] = modelPath.exec(path) ?? [];
    return (method === 'POST' ? operations[verb]?.name : undefined) ?? `${method} ${path}`;
  },
  requirements(call) {
    const [, guardrail] = guardrailPath.exec(call.path) ?? [];
    if (guardrail) return [applyGuardrail(call.region, decodeURIComponent(guardrail))];
    const [, model = '', verb = ''] = modelPath.exec(call.path) ?? [];
    const action = operations[verb]?.action;
    if (!action) return undefined;
    return [...onModel(call.region, action, decodeURIComponent(model)), ...guardrailOf(call)];
  },
};

/** An inference profile needs its own ARN allowed, and the model's in every region it may send a request to. */
function onModel(region: string, action: string, model: string): Requirement[] {
  if (model.startsWith('arn:')) return [{ action, resource: model }];
  const [, geography, foundationModel = ''] = /^(us|eu|apac|jp|au|global|us-gov)\.(.+)$/.exec(model) ?? [];
  if (!geography) return [{ action, resource: foundationModelArn(region, model) }];
  const profile = `arn:aws:bedrock:${region}:${accountId}:inference-profile/${model}`;
  const context = { 'bedrock:InferenceProfileArn': profile };
  return [
    { action, resource: profile },
    ...destinationRegions(geography, foundationModel, region).map((destination) => ({
      action,
      resource: foundationModelArn(destination, foundationModel),
      context,
    })),
  ];
}

function foundationModelArn(region: string, model: string): string {
  return `arn:aws:bedrock:${region}::foundation-model/${model}`;
}

function guardrailOf(call: IncomingCall): Requirement[] {
  const { guardrailConfig } = jsonInput(call) as { readonly guardrailConfig?: Record<string, unknown> };
  const id = text(guardrailConfig?.guardrailIdentifier) || text(call.headers['x-amzn-bedrock-guardrailidentifier']);
  return id ? [applyGuardrail(call.region, id)] : [];
}

function applyGuardrail(region: string, id: string): Requirement {
  const resource = id.startsWith('arn:') ? id : `arn:aws:bedrock:${region}:${accountId}:guardrail/${id}`;
  return { action: 'bedrock:ApplyGuardrail', resource };
}
