import { createListReader } from '../../lambdas/streaming/adapters/list-reader';
import { createPartReader } from '../../lambdas/streaming/adapters/part-reader';
import type { KnownEvent } from '../../lambdas/streaming/domain/events/read-record';
import { createLookUp } from '../../lambdas/streaming/looking-up';
import { randomOf } from '../../models/random';
import { compare, type Row } from '../report';
import { counter, START } from './counted-history';
import { MemoryTable } from './memory-table';

const SEED = 20_260_101;
const RATE = 200;
const SECOND_MS = 1_000;
/** What a handler may take but for the network, at the 99th percentile: processor time, which other processes add nothing to. */
const BUDGET_MS = 10;
const ITEMS = 5_000;
/** Two calls for each list of ten minutes and part: what the one in a second takes whose answer the others are given. */
const ANEW = 'trending, what leads, read anew';

export interface LookUpsOptions {
  /** Events that were counted before. */
  readonly events: number;
  /** Seconds of requests, 200 of them each. */
  readonly seconds: number;
  readonly progress: (text: string) => void;
}

type Event = Parameters<ReturnType<typeof createLookUp>>[0];

/**
 * Looks up features and what leads by all that is deployed but for the network and the table, and compares the 99th percentile at 200
 * requests a second with the budget. What is looked up was counted before: an hour of thousands of items, of which few lead.
 */
export async function lookUps({ events, seconds, progress }: LookUpsOptions): Promise<Row[]> {
  progress(`counting ${events} events of ${ITEMS} items, and looking up ${RATE} times a second for ${seconds} s each`);
  const table = new MemoryTable();
  const random = randomOf(SEED);
  const count = counter(table);
  for (let done = 0; done < events; done += 500)
    await count(Array.from({ length: 500 }, (_, index) => eventAt(done + index, (done + index) / events, random)));
  let hour = START + 3_600_000;
  const now = () => hour + performance.now();
  const lookUp = createLookUp({
    read: createPartReader(table.document, 'features'),
    lists: createListReader(table.document, 'features'),
    now,
  });
  const asked: Readonly<Record<string, () => object>> = {
    'features of an item': () => ({ pathParameters: { entity: `item:${itemOf(random)}` } }),
    'features of a user': () => ({ pathParameters: { entity: `user:u${Math.floor(random() * 500)}` } }),
    'trending, what leads': () => trending({ ranking: 'viewed_1h' }),
    'trending, what is together': () => trending({ ranking: 'together_today', item: itemOf(random) }),
    // As if nobody had asked in the last second.
    [ANEW]: () => {
      hour += SECOND_MS;
      return trending({ ranking: 'viewed_1h' });
    },
  };
  const rows: Row[] = [];
  for (const [name, request] of Object.entries(asked)) {
    const ask = async () => {
      const { statusCode } = await lookUp({ resource: '/v1/features/{entity}', principal, ...request() } as Event);
      if (statusCode !== 200) throw new Error(`${name} answered ${statusCode}`);
    };
    // Code gets quicker while it is used.
    for (let index = 0; index < (RATE * seconds) / 4; index += 1) await ask();
    const times = (await paced(ask, seconds)).sort((one, other) => one - other);
    const p99 = times[Math.floor(times.length * 0.99)] ?? Number.NaN;
    const limit = name === ANEW ? 3 : 1;
    const what = `streaming/${name}, p99 at ${RATE} a second, budget`;
    rows.push(compare(what, 'ms', { value: p99, floor: BUDGET_MS }, limit));
  }
  return rows;
}

const principal = { org: 'acme' };
const trending = (queryStringParameters: object) => ({ resource: '/v1/trending', queryStringParameters });

/** Few items are looked at by many. */
const itemOf = (random: () => number) => `i${Math.floor(random() ** 3 * ITEMS)}`;

/** @param share of the hour in which events are */
function eventAt(index: number, share: number, random: () => number): KnownEvent {
  const at = START + Math.floor(share * 3_500_000);
  const data = { user: `u${Math.floor(random() * 500)}`, session: `s${Math.floor(index / 8)}`, item: itemOf(random) };
  return { id: `e${index}`, org: 'acme', type: 'item.viewed', version: 2, occurredAt: at, receivedAt: at, data };
}

/** Milliseconds of processor time of each at a steady pace. */
async function paced(ask: () => Promise<void>, seconds: number): Promise<number[]> {
  const times: number[] = [];
  const began = performance.now();
  for (let index = 0; index < RATE * seconds; index += 1) {
    const wait = began + (index * SECOND_MS) / RATE - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    const begin = process.cpuUsage();
    await ask();
    const { user, system } = process.cpuUsage(begin);
    times.push((user + system) / 1_000);
  }
  return times;
}
