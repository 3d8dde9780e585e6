import type { EventType } from '../events/schemas';
import type { Window } from '../features/window';

/** Which items lead, as data: counted by events themselves, or by the sessions in which two items are together. */
export interface Ranking {
  readonly name: string;
  readonly of: readonly EventType[];
  readonly window: Window;
  readonly by: 'events' | 'sessions';
  /** Parts of each count: one write at a time goes into each. */
  readonly parts: number;
}

const views = ['item.viewed', 'item.clicked', 'item.purchased'] as const;

export const rankings: readonly Ranking[] = [
  {
    name: 'viewed_1h',
    of: ['item.viewed'],
    window: { kind: 'sliding', minutes: 60, stepMinutes: 10 },
    by: 'events',
    parts: 4,
  },
  {
    name: 'bought_today',
    of: ['item.purchased'],
    window: { kind: 'tumbling', minutes: 1440, stepMinutes: 1440 },
    by: 'events',
    parts: 4,
  },
  {
    name: 'together_today',
    of: views,
    window: { kind: 'tumbling', minutes: 1440, stepMinutes: 1440 },
    by: 'sessions',
    parts: 1,
  },
];

/** Items of a session that are counted as together: its first ones. A session of hundreds would count tens of thousands of pairs. */
export const MOST_TOGETHER = 5;

/** Whether an event brings its item into those of its session. */
export const bringsItem = (type: EventType): boolean => views.some((view) => view === type);
