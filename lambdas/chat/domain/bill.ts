import type { Tier } from '../../shared/domain/principal';
import type { Spending } from './answer';
import type { ChatConfig } from './chat-config';
import { costMicroUsd, highestPrices, type Tokens } from './cost';

/** What an answer used and what it costs; a target that is no longer configured costs the most its model may. */
export function bill(
  config: ChatConfig,
  { model, tier, spent }: { readonly model: string; readonly tier: Tier; readonly spent: readonly Spending[] },
): Tokens & { readonly costMicroUsd: number } {
  const targets = config.pools.flatMap((pool) => pool.targets);
  const parts = spent.map((part) => ({
    tokens: { ...part, cachedTokens: part.cachedTokens ?? 0 },
    prices: targets.find(({ name }) => name === part.target)?.prices ?? highestPrices(config, model, tier),
  }));
  const sum = (of: 'inputTokens' | 'outputTokens' | 'cachedTokens') =>
    parts.reduce((total, { tokens }) => total + tokens[of], 0);
  return {
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    cachedTokens: sum('cachedTokens'),
    costMicroUsd: costMicroUsd(parts),
  };
}
