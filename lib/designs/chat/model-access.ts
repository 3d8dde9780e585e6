import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { BlueprintFunction } from '../../constructs/function/function';
import type { ChatContext } from './chat-context';
import { modelArns, modelsIn } from './models';

/** What handlers are told of the stage's models and of its guardrail in this region. */
export function modelEnvironment({ platform, settings }: ChatContext) {
  const guardrail = settings.guardrails[platform.region];
  return {
    CHAT_MODELS: JSON.stringify(modelsIn(platform.region, settings.models)),
    ...(guardrail && { GUARDRAIL_ID: guardrail.id, GUARDRAIL_VERSION: guardrail.version }),
  };
}

/** Lets a function stream answers from the stage's models, through its guardrail, and call nothing else of Bedrock. */
export function grantModels(target: BlueprintFunction, { platform, settings }: ChatContext): void {
  const stack = Stack.of(target);
  iam.Grant.addToPrincipal({
    grantee: target,
    actions: ['bedrock:InvokeModelWithResponseStream'],
    resourceArns: modelArns(stack, settings.models),
  });
  const guardrail = settings.guardrails[platform.region];
  if (!guardrail) return;
  iam.Grant.addToPrincipal({
    grantee: target,
    actions: ['bedrock:ApplyGuardrail'],
    resourceArns: [stack.formatArn({ service: 'bedrock', resource: 'guardrail', resourceName: guardrail.id })],
  });
}
