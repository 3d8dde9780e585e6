import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { GpuEndpoint } from '../../constructs/gpu-endpoint/gpu-endpoint';
import type { OfferedTool, RegionPlatform } from '../../platform/platform';
import type { AttachmentsBucket } from './attachments-bucket';
import type { ChatSettings } from './settings';

/** What every part of chat in one region is made with. */
export interface ChatContext {
  readonly platform: RegionPlatform;
  readonly settings: ChatSettings;
  /** What other designs let models do. */
  readonly tools: readonly OfferedTool[];
  /** Conversations, messages, turns; in several regions, this region's replica. */
  readonly chatTable: ITableV2;
  /** Serves the model that the stage hosts itself, where it does. */
  readonly gpu?: GpuEndpoint | undefined;
  /** Buckets, quotas, ledger, rollups; in several regions, this region's replica. */
  readonly usageTable: ITableV2;
  /** Open WebSocket connections of this region. */
  readonly connectionsTable: ITableV2;
  /** What users upload in this region. */
  readonly attachments: AttachmentsBucket;
}

/** Handler source of a function of chat. */
export const handler = (verb: string) => `lambdas/chat/${verb}.handler.ts`;

/** Stage names of both APIs: with them in the path, CloudFront and custom domains forward without rewriting. */
export const restStageName = 'chat';
export const webSocketStageName = 'chat-ws';

/** Scope that an API key needs for chat. */
export const requiredScope = 'chat';

/** Where events for the audit stream go, and whether with the text of messages. */
export function auditEnvironment({ platform, settings }: ChatContext) {
  return { ...platform.audit.environment, ...(settings.auditMessageText && { AUDIT_KEEP_TEXT: 'true' }) };
}
