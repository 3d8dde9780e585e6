import {
  type ChatConfig,
  defaultChatConfig,
  type Pool,
  type PricedModel,
  type Target,
} from '../../../../lambdas/chat/domain/chat-config';

const prices = { inputPerMTok: 1, outputPerMTok: 2, cachedPerMTok: 0.5 };

/** A Bedrock target whose model id is its name. */
export const target = (name: string, more: { weight?: number; continues?: boolean } = {}): Target => ({
  name,
  kind: 'bedrock',
  bedrockModelId: name,
  weight: 1,
  prices,
  continues: false,
  ...more,
});

export const pool = (name: string, targets: readonly Target[], fallbacks: readonly string[] = []): Pool => ({
  name,
  tiers: ['free', 'paid'],
  models: [name],
  targets: [...targets],
  fallbacks: [...fallbacks],
});

const anyModel: PricedModel = { id: 'any', bedrockModelId: 'any', prices };

export const configOf = (...pools: Pool[]): ChatConfig => ({ ...defaultChatConfig([anyModel]), pools });
