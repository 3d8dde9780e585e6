import type { Tier } from '../../shared/domain/principal';
import { type ChatConfig, poolFor } from './chat-config';
import type { Prices } from './prices';

/** Tokens of one answer, by what they cost. */
export interface Tokens {
  /** Read by the model, those from its cache included. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the input, what came from the model's cache. */
  readonly cachedTokens: number;
  /** Of the input, what went into that cache. */
  readonly cacheWriteTokens?: number | undefined;
}

/** Prices are exact to a millionth of a USD a million tokens; with that as the unit all of it is whole numbers. */
const UNITS = 1_000_000;

/** Cost in millionths of a USD, rounded up. USD a million tokens is the same number as millionths of a USD a token. */
export function costMicroUsd(parts: readonly { readonly tokens: Tokens; readonly prices: Prices }[]): number {
  const units = parts.map(({ tokens, prices }) => {
    const { inputTokens, outputTokens, cachedTokens, cacheWriteTokens = 0 } = tokens;
    const cached = Math.min(cachedTokens, inputTokens);
    const written = Math.min(cacheWriteTokens, inputTokens - cached);
    return (
      (inputTokens - cached - written) * Math.round(prices.inputPerMTok * UNITS) +
      cached * Math.round(prices.cachedPerMTok * UNITS) +
      written * Math.round(writePrice(prices) * UNITS) +
      outputTokens * Math.round(prices.outputPerMTok * UNITS)
    );
  });
  return Math.ceil(units.reduce((sum, each) => sum + each, 0) / UNITS);
}

const writePrice = ({ inputPerMTok, cacheWritePerMTok = inputPerMTok }: Prices): number => cacheWritePerMTok;

/** The most that the answer of a model may cost: the highest prices among the targets that may answer for it. */
export function highestPrices(config: ChatConfig, model: string, tier: Tier): Prices {
  const pool = poolFor(config, model, tier);
  const pools = pool ? [pool, ...config.pools.filter(({ name }) => pool.fallbacks.includes(name))] : config.pools;
  const prices = pools.flatMap(({ targets }) => targets.map((target) => target.prices));
  const highest = (of: (each: Prices) => number) => Math.max(...prices.map(of));
  return {
    // All of a request may have to be written.
    inputPerMTok: highest((each) => Math.max(each.inputPerMTok, writePrice(each))),
    outputPerMTok: highest((each) => each.outputPerMTok),
    cachedPerMTok: highest((each) => each.cachedPerMTok),
  };
}
