import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { once, streamingCalls } from '../shared/deps';
import { createBedrockModel } from './adapters/bedrock-model';
import type { SageMakerTarget } from './adapters/sagemaker-model';
import type { Model } from './domain/ports';

/** Milliseconds for which a model may say nothing before its stream counts as broken. */
const MODEL_SILENCE_MS = 30_000;

/**
 * The stage's models. A refused call is tried once more; a stream that has begun is never repeated. Each stream has a
 * connection of its own, so that one that breaks takes no other with it.
 */
export function bedrockModel(env: {
  GUARDRAIL_ID?: string | undefined;
  GUARDRAIL_VERSION?: string | undefined;
}): Model {
  const client = new BedrockRuntimeClient({
    maxAttempts: 2,
    requestHandler: { requestTimeout: MODEL_SILENCE_MS, disableConcurrentStreams: true },
  });
  const { GUARDRAIL_ID: id, GUARDRAIL_VERSION: version = 'DRAFT' } = env;
  return createBedrockModel(client, id ? { id, version } : undefined);
}

/** An endpoint of the stage's own; its client is loaded with the first of them, for most stages have none. */
export const sageMakerModel = (target: SageMakerTarget): Model => ({
  async *stream(request, signal) {
    const { client, createSageMakerModel } = await sageMaker();
    yield* createSageMakerModel(client, target).stream(request, signal);
  },
});

const sageMaker = once(async () => {
  const { SageMakerRuntimeClient } = await import('@aws-sdk/client-sagemaker-runtime');
  const { createSageMakerModel } = await import('./adapters/sagemaker-model');
  return { client: new SageMakerRuntimeClient(streamingCalls(MODEL_SILENCE_MS)), createSageMakerModel };
});
