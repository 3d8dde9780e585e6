import { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { boundedCalls } from '../shared/deps';
import type { Logger } from '../shared/logger';
import { createConfigRead } from './adapters/config-store';
import { type ConfigReader, createConfigReader } from './config-reader';
import { defaultChatConfig, type PricedModel } from './domain/chat-config';

/** The configuration in force, from the platform's table; the default of the stage's models where none is stored. */
export const chatConfigReader = (
  document: DynamoDBDocumentClient,
  env: { readonly PLATFORM_TABLE_NAME: string; readonly CHAT_MODELS: readonly PricedModel[] },
  logger: Logger,
): ConfigReader =>
  createConfigReader({
    read: createConfigRead(document, env.PLATFORM_TABLE_NAME),
    fallback: defaultChatConfig(env.CHAT_MODELS),
    now: Date.now,
    onError: (error) => logger.error('Chat configuration could not be read', error as Error),
  });

export const sqsClient = (): SQSClient => new SQSClient(boundedCalls(2_000));
