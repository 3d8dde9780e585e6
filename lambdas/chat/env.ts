import * as z from 'zod/mini';
import { auditEnv, platformEnv } from '../shared/env';
import { address, json, required, wholeNumber } from '../shared/parse-env';
import { modelSchema } from './domain/model-schema';

export type { AttachmentKind } from './domain/attachments/attachment';
export type { PromptCaching } from './domain/ports';
export type { Prices } from './domain/prices';

const connections = { CONNECTIONS_TABLE_NAME: required };
const chat = { CHAT_TABLE_NAME: required };
/** Buckets, quotas, the ledger and its rollups; every item is written in one region only, which its key names. */
const usage = { USAGE_TABLE_NAME: required };
/** Set by Lambda itself. */
export const regionEnv = z.object({ AWS_REGION: required });
/** Models in order of preference; the first is the default. */
const models = { CHAT_MODELS: json(z.array(modelSchema).check(z.minLength(1))) };
/** Functions of other designs that models may call as tools, as JSON; absent where no design offers one. */
const tools = { TOOL_FUNCTIONS: z.optional(required) };
/** Bedrock guardrail of the stage; absent where the stage names none. */
const guardrail = { GUARDRAIL_ID: z.optional(required), GUARDRAIL_VERSION: z.optional(required) };
/** Days after which conversations are removed; 0 keeps them. */
const retention = { HISTORY_TTL_DAYS: wholeNumber(0) };

/** Bucket of what users upload in this region. */
const attachments = { ATTACHMENTS_BUCKET_NAME: required };

export const connectEnv = z.object(connections);
export type ConnectEnv = z.input<typeof connectEnv>;

export const disconnectEnv = z.object(connections);
export type DisconnectEnv = z.input<typeof disconnectEnv>;

/** The queues of generation work, one a tier. */
const queues = { PAID_QUEUE_URL: address, FREE_QUEUE_URL: address };

export const sendEnv = z.object({
  ...connections,
  ...chat,
  ...models,
  ...retention,
  ...queues,
  ...usage,
  ...attachments,
  ...platformEnv.shape,
  ...auditEnv.shape,
});
export type SendEnv = z.input<typeof sendEnv>;

export const stopEnv = z.object({ ...connections, ...chat });
export type StopEnv = z.input<typeof stopEnv>;

/** Where `POST /@connections` is sent: the WebSocket stage's callback address. */
const callback = { AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: address };

export const resumeEnv = z.object({ ...connections, ...chat, ...callback });
export type ResumeEnv = z.input<typeof resumeEnv>;

export const generateEnv = z.object({
  ...chat,
  ...models,
  ...guardrail,
  ...retention,
  ...callback,
  ...queues,
  ...usage,
  ...attachments,
  ...tools,
  ...platformEnv.shape,
  ...auditEnv.shape,
  /** `maxReceiveCount` of the queues: the last receive only ends the turn, before the message goes to the dead letters. */
  MAX_RECEIVE_COUNT: wholeNumber(2),
});
export type GenerateEnv = z.input<typeof generateEnv>;

export const completeEnv = z.object({ ...models, ...guardrail, ...usage, ...platformEnv.shape, ...auditEnv.shape });
export type CompleteEnv = z.input<typeof completeEnv>;

export const listModelsEnv = z.object(models);
export type ListModelsEnv = z.input<typeof listModelsEnv>;

export const getUsageEnv = z.object({ ...models, ...usage, ...platformEnv.shape });
export type GetUsageEnv = z.input<typeof getUsageEnv>;

export const manageProfileEnv = z.object({ ...chat, ...models });
export type ManageProfileEnv = z.input<typeof manageProfileEnv>;

export const manageConversationsEnv = z.object({ ...chat, ...attachments, ...auditEnv.shape });
export type ManageConversationsEnv = z.input<typeof manageConversationsEnv>;

export const exportConversationEnv = z.object(chat);
export type ExportConversationEnv = z.input<typeof exportConversationEnv>;

export const attachmentsEnv = z.object({ ...chat, ...attachments, ...retention });
export type AttachmentsEnv = z.input<typeof attachmentsEnv>;

export const getConversationEnv = z.object(chat);
export type GetConversationEnv = z.input<typeof getConversationEnv>;
