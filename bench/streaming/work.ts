import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { compare, type Row } from '../report';
import { counter, eventsOfOne } from './counted-history';
import { type Item, MemoryTable } from './memory-table';

/** Events of which the work is measured. */
const MEASURED = 500;
const EARLY = 1_000;
const ROUNDS = 15;
const WARM_UP = 10_000;

export interface WorkOptions {
  /** Events of a user, session and item before those that are compared with early ones. */
  readonly history: number;
  readonly progress: (text: string) => void;
}

/** What the same number of events takes after a history: requests to the table, bytes that are written, time, and heap. */
interface Work {
  readonly events: number;
  readonly items: ReadonlyMap<string, Item>;
  readonly heap: number;
}

/**
 * Counts events of one user, session and item, and compares what more of them take after a long history with what they take after a short
 * one. Everything is as deployed but for the network and the table.
 */
export async function workPerEvent({ history, progress }: WorkOptions): Promise<Row[]> {
  progress(`counting ${history} events of one user, session and item`);
  // Code gets quicker, and larger, while it is used.
  await counted(new MemoryTable(), 0, Math.min(history, WARM_UP));
  const table = new MemoryTable();
  const early = await counted(table, 0, EARLY);
  const late = await counted(table, EARLY, history);
  const count = counter(table);
  const measured = async ({ events, items }: Work) => {
    Object.assign(table, { items: new Map(items), requests: 0, bytesWritten: 0 });
    const begin = process.cpuUsage();
    for (const batch of eventsOfOne(events, MEASURED)) await count(batch);
    const { user, system } = process.cpuUsage(begin);
    return { requests: table.requests, bytes: table.bytesWritten, ms: (user + system) / 1_000 };
  };
  const [short, long] = [await measured(early), await measured(late)];
  const least = { early: short.ms, late: long.ms };
  for (let round = 0; round < ROUNDS; round += 1) {
    least.early = Math.min(least.early, (await measured(early)).ms);
    least.late = Math.min(least.late, (await measured(late)).ms);
  }
  const what = (of: string) => `streaming/${of} of ${MEASURED} events after ${history}, ${EARLY}`;
  return [
    compare(what('requests'), 'requests', { value: long.requests, floor: short.requests }, 1),
    compare(what('bytes written'), 'bytes', { value: long.bytes, floor: short.bytes }, 1.02),
    compare(what('time'), 'ms', { value: least.late, floor: least.early }, 1.3),
    compare(`streaming/heap after ${history} events, ${EARLY}`, 'bytes', { value: late.heap, floor: early.heap }, 1.1),
  ];
}

/** Counts events from one to another. */
async function counted(table: MemoryTable, from: number, to: number): Promise<Work> {
  const count = counter(table);
  for (const batch of eventsOfOne(from, to - from)) {
    await count(batch);
    // Counts of rankings are of use for a time, and none is read here.
    for (const pk of table.items.keys()) if (pk.startsWith('count#')) table.items.delete(pk);
  }
  return { events: to, items: new Map(table.items), heap: heap() };
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that are in use once what nothing refers to is gone. */
function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
