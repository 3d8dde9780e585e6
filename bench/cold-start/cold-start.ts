import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssembly } from '../../tools/assembly';
import { compare, type Row } from '../report';
import { deployedHandlers } from './deployed-handlers';
import { type Pair, pairOf } from './pair';
import { measure, type Quickest, type Subject } from './samples';

/** How much more than an empty handler with the same clients a handler may load, and take. */
const LIMIT = 1.3;

/** What a handler without clients may load, and take, of what the least empty handler with a client does. */
const LIMIT_WITHOUT_CLIENTS = 0.5;

/** How often what is over its limit is measured again: a machine may be too busy for a few samples to find its best. */
const RETRIES = 3;

export interface ColdStartOptions {
  /** Directory that `cdk synth` wrote. */
  readonly assemblyDir: string;
  /** Cold starts measured of each handler; none when 0, and then only code is compared. */
  readonly samples: number;
  /** Only handlers whose names begin so. @default - all */
  readonly only?: string;
  readonly progress: (text: string) => void;
}

/**
 * Compares the bundles of an assembly with empty handlers that have the same SDK clients and commands, loaded as the
 * handler loads them: how much code they load at start, and how much processor time that takes. A handler without any
 * client is compared with the least empty handler that has one.
 *
 * @throws Error when a bundle is not what its source gives now
 */
export async function coldStarts({ assemblyDir, samples, only = '', progress }: ColdStartOptions): Promise<Row[]> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-cold-start-'));
  try {
    const handlers = deployedHandlers(readAssembly(assemblyDir)).filter(({ name }) => name.startsWith(only));
    if (handlers.length === 0)
      throw new Error(`no handler's name begins with ${only}, and nothing else is measured by that name`);
    const pairs = handlers.map((handler, index) => {
      if (index % 10 === 0) progress(`building empty handlers: ${index} of ${handlers.length}`);
      return pairOf(handler, directory);
    });
    const least = pairs.filter(({ empty }) => empty.hasClients).sort((a, b) => a.empty.bytes - b.empty.bytes)[0];
    if (!least) throw new Error('No handler of the assembly has a client to compare with');
    const floorOf = ({ empty }: Pair) => (empty.hasClients ? empty : least.empty);
    const code = pairs.map((pair) => {
      return row(pair, 'bundle', 'bytes', { value: pair.bytes, floor: floorOf(pair).bytes });
    });
    if (samples === 0) return code;
    const timeRow = (pair: Pair, times: Quickest) =>
      row(pair, 'init', 'ms', { value: timeOf(times, pair.handler.name), floor: timeOf(times, floorOf(pair).key) });
    return [...code, ...(await timed(pairs, samples, { timeRow, floorOf, progress }))];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Timing {
  readonly timeRow: (pair: Pair, times: Quickest) => Row;
  readonly floorOf: (pair: Pair) => Pair['empty'];
  readonly progress: ColdStartOptions['progress'];
}

async function timed(pairs: readonly Pair[], samples: number, { timeRow, floorOf, progress }: Timing): Promise<Row[]> {
  const subjectsOf = (some: readonly Pair[]) =>
    new Map<string, Subject>(
      some.flatMap((pair) => {
        const { environment } = pair.handler;
        const { key, file } = floorOf(pair);
        return [[pair.handler.name, pair.handler] as const, [key, { file, environment }] as const];
      }),
    );
  progress(`${samples} cold starts of each bundle and of its empty handler`);
  let times = await measure(subjectsOf(pairs), samples);
  for (let retry = 1; retry <= RETRIES; retry += 1) {
    const over = pairs.filter((pair) => isOver(timeRow(pair, times)));
    if (over.length === 0) break;
    progress(`${samples} more of ${over.map(({ handler }) => handler.name).join(', ')}`);
    times = await measure(subjectsOf(over), samples, times);
  }
  return pairs.map((pair) => timeRow(pair, times));
}

const isOver = ({ ratio, limit }: Row) => ratio > limit;

function row(
  { handler, empty }: Pair,
  what: string,
  unit: Row['unit'],
  figures: { readonly value: number; readonly floor: number },
): Row {
  const name = `${handler.name}: ${what}${empty.hasClients ? '' : ' (no client)'}`;
  return compare(name, unit, figures, empty.hasClients ? LIMIT : LIMIT_WITHOUT_CLIENTS);
}

function timeOf(times: Quickest, key: string): number {
  const time = times.get(key);
  if (time === undefined) throw new Error(`${key} was not measured`);
  return time;
}
