import type { Logger } from '../shared/logger';
import { systemClock } from './clock';
import type { ConfigReader } from './config-reader';
import type { Target } from './domain/chat-config';
import { circuitsInMemory, createCircuitBreaker } from './domain/circuit-breaker';
import type { Model } from './domain/ports';
import { createRouter } from './domain/router';
import { bedrockModel, sageMakerModel } from './model-deps';
import { moderated } from './moderation';

/** What answers in the stage, under its rules: the router, and behind it models of Bedrock and endpoints of SageMaker. */
export function answeringModel(env: Parameters<typeof bedrockModel>[0], config: ConfigReader, logger: Logger): Model {
  const bedrock = bedrockModel(env);
  const bedrockAt = ({ bedrockModelId, promptCaching }: Extract<Target, { kind: 'bedrock' }>): Model => ({
    stream: (request, signal) =>
      bedrock.stream({ ...request, model: { ...request.model, bedrockModelId, promptCaching } }, signal),
  });
  const router = createRouter({
    config,
    modelOf: (target) => (target.kind === 'bedrock' ? bedrockAt(target) : sageMakerModel(target)),
    breaker: createCircuitBreaker(circuitsInMemory(), Date.now),
    clock: systemClock,
    onFailure: (target, error) => logger.warn('A target did not answer', { target, code: error.code, error }),
  });
  return moderated(router, config);
}
