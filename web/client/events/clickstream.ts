import { zipf } from './zipf';

/** What an event is about, without its id and time. */
export interface Happening {
  readonly type: string;
  /** The latest version of the type that the service knows. */
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
}

const USERS = 500;
const ITEMS = 200;
/** As steep as what people look at in shops: the first of 200 items has a sixth of all looks. */
const EXPONENT = 1;
/** Sessions under way at a time. */
const MOST_SESSIONS = 40;
/** Chance that a session ends with an event. */
const ENDS = 1 / 8;
/** Chance that somebody goes on to the item beside the one before: so that some are together in many sessions. */
const GOES_ON = 0.4;

/** What people do with an item, and how often of a hundred times. */
const deeds = [
  ...['item.viewed', 'item.viewed', 'item.viewed', 'item.viewed', 'item.viewed', 'item.viewed'],
  ...['item.clicked', 'item.clicked', 'item.purchased', 'search.made'],
] as const;
const surfaces = ['list', 'page', 'search'] as const;
const queries = ['red shoes', 'desk lamp', 'kettle', 'garden chair', 'rain coat', 'tea for two'] as const;

interface Session {
  readonly user: string;
  readonly session: string;
  item: number;
}

export const itemName = (rank: number): string => `item-${String(rank + 1).padStart(3, '0')}`;

const one = <T>(of: readonly [T, ...T[]], random: number): T => of[Math.floor(random * of.length)] ?? of[0];

/**
 * People who look, click, buy and search in sessions, without end. Which items they choose follows Zipf's law.
 *
 * @param random numbers from 0 to under 1; the same ones give the same events
 * @param run a part of every session's id: the sessions of one run are no other's
 */
export function* clickstream(random: () => number, run: string): Generator<Happening, never> {
  const rankOf = zipf(ITEMS, EXPONENT);
  const sessions: Session[] = [];
  for (let begun = 0; ; ) {
    const place = Math.floor(random() * MOST_SESSIONS);
    let visit = sessions[place];
    if (!visit) {
      visit = { user: `user-${Math.floor(random() * USERS)}`, session: `session-${run}-${begun}`, item: -1 };
      sessions.push(visit);
      begun += 1;
    }
    const isBeside = visit.item >= 0 && random() < GOES_ON;
    // Two by two: of 0 and 1, and of 2 and 3, each is beside the other.
    visit.item = isBeside ? visit.item ^ 1 : rankOf(random());
    yield happeningOf(visit, random);
    if (random() < ENDS) sessions.splice(sessions.indexOf(visit), 1);
  }
}

function happeningOf({ user, session, item }: Session, random: () => number): Happening {
  const type = one(deeds, random());
  const visit = { user, session };
  if (type === 'search.made') return { type, version: 1, data: { ...visit, query: one(queries, random()) } };
  const data = { ...visit, item: itemName(item) };
  if (type === 'item.viewed') return { type, version: 2, data: { ...data, surface: one(surfaces, random()) } };
  if (type === 'item.clicked') return { type, version: 1, data };
  return { type, version: 1, data: { ...data, quantity: 1 + Math.floor(random() * 3) } };
}
