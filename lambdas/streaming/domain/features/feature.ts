import type { EventType } from '../events/schemas';
import type { Window } from './window';

/** What features are of; the fields of events that name them. */
export const entityKinds = ['user', 'session', 'item'] as const;
export type EntityKind = (typeof entityKinds)[number];

/**
 * What is known of an entity at a time, as data: the online store and the archive for training are made from this one definition.
 *
 * A sliding window is the buckets of `stepMinutes` that end with the one of the time asked for; a tumbling one begins at a whole multiple of
 * its length and is what has come of it so far. Sessions are runs of buckets, ended by
 * `gapMinutes` of empty ones.
 */
export interface Feature {
  readonly name: string;
  readonly entity: EntityKind;
  readonly of: readonly EventType[];
  readonly window: Window;
  readonly aggregation:
    | { readonly kind: 'count' }
    | { readonly kind: 'sum'; readonly field: 'quantity' }
    | { readonly kind: 'sessions'; readonly gapMinutes: number };
}

const HOUR = 60;
const DAY = 1440;
const count = { kind: 'count' } as const;
const activity = ['item.viewed', 'item.clicked', 'item.purchased', 'search.made'] as const;

/** Every feature there is. One that is added counts from the moment it is deployed, or from wherever a replay begins. */
export const features: readonly Feature[] = [
  {
    name: 'user_views_1h',
    entity: 'user',
    of: ['item.viewed'],
    window: { kind: 'sliding', minutes: HOUR, stepMinutes: 5 },
    aggregation: count,
  },
  {
    name: 'user_purchases_1d',
    entity: 'user',
    of: ['item.purchased'],
    window: { kind: 'sliding', minutes: DAY, stepMinutes: HOUR },
    aggregation: count,
  },
  {
    name: 'user_sessions_1d',
    entity: 'user',
    of: activity,
    window: { kind: 'sliding', minutes: DAY, stepMinutes: 10 },
    aggregation: { kind: 'sessions', gapMinutes: 30 },
  },
  {
    name: 'session_events_1d',
    entity: 'session',
    of: activity,
    window: { kind: 'sliding', minutes: DAY, stepMinutes: HOUR },
    aggregation: count,
  },
  {
    name: 'item_views_5m',
    entity: 'item',
    of: ['item.viewed'],
    window: { kind: 'tumbling', minutes: 5, stepMinutes: 5 },
    aggregation: count,
  },
  {
    name: 'item_views_1h',
    entity: 'item',
    of: ['item.viewed'],
    window: { kind: 'sliding', minutes: HOUR, stepMinutes: 5 },
    aggregation: count,
  },
  {
    name: 'item_sold_today',
    entity: 'item',
    of: ['item.purchased'],
    window: { kind: 'tumbling', minutes: DAY, stepMinutes: HOUR },
    aggregation: { kind: 'sum', field: 'quantity' },
  },
];
