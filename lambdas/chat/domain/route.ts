import type { Tier } from '../../shared/domain/principal';
import { type ChatConfig, type Pool, poolFor, type Target } from './chat-config';
import { spread } from './spread';

/**
 * The targets that may answer, in the order in which to ask them: those of the pool, then those of the pools it falls
 * back on. Within a pool each user has an order of their own, which stays the same while the pool does; a target comes
 * first for a share of the users in proportion to its weight (weighted rendezvous hashing), and a change of one target
 * moves only the users that it gains or loses.
 */
export function routeOf(config: ChatConfig, model: string, caller: { userId: string; tier: Tier }): readonly Target[] {
  const pool = poolFor(config, model, caller.tier);
  if (!pool) return [];
  const fallbacks = pool.fallbacks.flatMap((name) => config.pools.find((other) => other.name === name) ?? []);
  return [pool, ...fallbacks].flatMap((each) => ordered(each, caller.userId));
}

function ordered({ targets }: Pool, userId: string): Target[] {
  return targets
    .filter(({ weight }) => weight > 0)
    .map((target) => ({ target, cost: -Math.log(spread(`${target.name}\n${userId}`)) / target.weight }))
    .sort((left, right) => left.cost - right.cost)
    .map(({ target }) => target);
}
