import type { Logger } from '../shared/logger';
import { systemClock } from './clock';
import type { ConfigReader } from './config-reader';

import { circuitsInMemory, createCircuitBreaker } from './domain/circuit-breaker';
import type { Model } from './domain/ports';
import { createRouter } from './domain/router';
import { bedrockModel, sageMakerModel } from './model-deps';
import { moderated } from './moderation';

/** What answers in the stage, under its rules: the router, and behind it models of Bedrock and endpoints of SageMaker. */
export function answeringModel(env: Parameters<typeof bedrockModel>[0], config: ConfigReader, logger: Logger): Model {
  const bedrock = bedrockModel(env);
  const bedrockAt = (bedrockModelId: string): Model => ({
    stream: (request, signal) => bedrock.stream({ ...request, model: { ...request.model, bedrockModelId } }, signal),
  });
  const router = createRouter({
    config,
    modelOf: (target) => (target.kind === 'bedrock' ? bedrockAt(target.bedrockModelId) : sageMakerModel(target)),
    breaker: createCircuitBreaker(circuitsInMemory(), Date.now),
    clock: systemClock,
    onFailure: (target, error) => logger.warn('A target did not answer', { target, code: error.code, error }),
  });
  return moderated(router, config);
}
