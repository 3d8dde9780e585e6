import { entityOf } from '../api/features';
import { topicItem } from '../api/live';
import type { Change } from '../features/change';
import type { EntityRef } from '../features/entity';
import { type Ranking, rankings } from '../rankings/ranking';
import { type OrgTopic, topicKey } from './topic-key';

/** What somebody can watch, within an organisation. */
export type Topic =
  | { readonly kind: 'trending'; readonly ranking: Ranking }
  | { readonly kind: 'together'; readonly ranking: Ranking; readonly item: string }
  | { readonly kind: 'features'; readonly entity: EntityRef }
  | { readonly kind: 'throughput' | 'verdicts' };

const together = rankings.find(({ by }) => by === 'sessions');

/** Reads the name of a topic; undefined where it is none. */
export function topicOf(name: string): Topic | undefined {
  const [kind, rest] = name.includes(':')
    ? [name.slice(0, name.indexOf(':')), name.slice(name.indexOf(':') + 1)]
    : [name];
  if ((kind === 'throughput' || kind === 'verdicts') && rest === undefined) return { kind };
  if (rest === undefined) return undefined;
  if (kind === 'trending') {
    const ranking = rankings.find((each) => each.name === rest && each.by === 'events');
    return ranking && { kind, ranking };
  }
  if (kind === 'together')
    return together && topicItem.safeParse(rest).success ? { kind, ranking: together, item: rest } : undefined;
  if (kind === 'features') {
    const entity = entityOf(rest);
    return entity && { kind, entity };
  }
  return undefined;
}

/** What may look different after a change that is committed. */
export function changedTopics({ parts, counters }: Pick<Change, 'parts' | 'counters'>): OrgTopic[] {
  const changed = [
    ...parts.map(({ ref: { org, kind, id } }) => ({ org, topic: `features:${kind}:${id}` })),
    ...counters.map(({ org, ranking, of }) => ({
      org,
      topic: of === undefined ? `trending:${ranking}` : `together:${of}`,
    })),
  ];
  return [...new Map(changed.map((one) => [topicKey(one), one])).values()];
}
