import { createCircuitBreaker } from '../shared/domain/circuit-breaker';
import type { Logger } from '../shared/logger';
import { createCircuitStore } from './adapters/circuit-store';
import type { UsageStoreOptions } from './adapters/rate-store';
import { systemClock } from './clock';
import type { ConfigReader } from './config-reader';
import { type AttachmentKind, kindOf } from './domain/attachments/attachment';
import type { Target } from './domain/chat-config';
import type { Model, ModelRequest, ModelSpec } from './domain/ports';
import { createRouter } from './domain/router';
import { bedrockModel, sageMakerModel } from './model-deps';
import { moderated } from './moderation';

type AnsweringEnv = Parameters<typeof bedrockModel>[0] & { readonly CHAT_MODELS: readonly ModelSpec[] };

/** The stage's own endpoints read text alone, and so does what the stage does not know. */
const takenBy = (target: Target, models: readonly ModelSpec[]): readonly AttachmentKind[] =>
  (target.kind === 'bedrock' && models.find((model) => model.bedrockModelId === target.bedrockModelId)?.takes) || [];

const kindsIn = ({ messages }: ModelRequest): AttachmentKind[] =>
  messages.flatMap(({ attachments = [] }) => attachments.map(kindOf));

/** What answers in the stage, under its rules: the router, and behind it models of Bedrock and endpoints of SageMaker. */
export function answeringModel(
  env: AnsweringEnv,
  usage: UsageStoreOptions,
  config: ConfigReader,
  logger: Logger,
): Model {
  const circuits = createCircuitStore(usage, (error) => logger.warn('Circuits are not shared', error as Error));
  const bedrock = bedrockModel(env);
  const bedrockAt = ({ bedrockModelId, promptCaching }: Extract<Target, { kind: 'bedrock' }>): Model => ({
    stream: (request, signal) =>
      bedrock.stream({ ...request, model: { ...request.model, bedrockModelId, promptCaching } }, signal),
  });
  const router = createRouter({
    config,
    modelOf(target, request) {
      if (!kindsIn(request).every((kind) => takenBy(target, env.CHAT_MODELS).includes(kind))) return undefined;
      return target.kind === 'bedrock' ? bedrockAt(target) : sageMakerModel(target);
    },
    breaker: createCircuitBreaker(circuits, usage.now),
    clock: systemClock,
    onFailure: (target, error) => logger.warn('A target did not answer', { target, code: error.code, error }),
  });
  return moderated(router, config);
}
