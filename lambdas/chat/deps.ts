import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { SQSClient } from '@aws-sdk/client-sqs';
import { boundedCalls } from '../shared/deps';
import { createBedrockModel } from './adapters/bedrock-model';
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

export const sqsClient = (): SQSClient => new SQSClient(boundedCalls(2_000));

/** Posts to connections; its address is the WebSocket stage's, from `AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI`. */
export const managementClient = (): ApiGatewayManagementApiClient =>
  new ApiGatewayManagementApiClient(boundedCalls(2_000));
