import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { BlueprintFunction } from '../../constructs/function/function';
import { inferenceArns } from '../../constructs/inference/inference-profiles';
import type { ChatContext } from './chat-context';
import { modelsIn } from './models';

/** What handlers are told of the stage's models and of its guardrail in this region. */
export function modelEnvironment(context: ChatContext) {
  const { platform, settings } = context;
  const guardrail = settings.guardrails[platform.region];
  return {
    CHAT_MODELS: JSON.stringify([...modelsIn(platform.region, settings.models), ...selfHosted(context)]),
    ...(guardrail && { GUARDRAIL_ID: guardrail.id, GUARDRAIL_VERSION: guardrail.version }),
  };
}

/** The model that the stage hosts itself, last in preference. */
function selfHosted({ platform, settings, gpu }: ChatContext) {
  if (!gpu || !settings.selfHosted) return [];
  const { model, tiers, contextTokens, maxOutputTokens, prices, toolCallParser } = settings.selfHosted;
  // Named too for what asks Bedrock by it: the model that is preferred otherwise.
  const bedrockModelId = modelsIn(platform.region, settings.models)[0]?.bedrockModelId ?? '';
  const { endpointName, inferenceComponentName } = gpu;
  const endpoint = { endpointName, inferenceComponentName };
  const tools = toolCallParser !== undefined;
  return [{ id: model, bedrockModelId, contextTokens, maxOutputTokens, prices, endpoint, tiers, tools }];
}

/** Lets a function stream answers from the stage's models, through its guardrail, and call nothing else of Bedrock. */
export function grantModels(target: BlueprintFunction, { platform, settings, gpu }: ChatContext): void {
  gpu?.grantInvoke(target);
  const stack = Stack.of(target);
  iam.Grant.addToPrincipal({
    grantee: target,
    actions: ['bedrock:InvokeModelWithResponseStream'],
    resourceArns: inferenceArns(stack, settings.models),
  });
  const guardrail = settings.guardrails[platform.region];
  if (!guardrail) return;
  iam.Grant.addToPrincipal({
    grantee: target,
    actions: ['bedrock:ApplyGuardrail'],
    resourceArns: [stack.formatArn({ service: 'bedrock', resource: 'guardrail', resourceName: guardrail.id })],
  });
}
