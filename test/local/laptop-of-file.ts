import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Laptop, startLocal } from '../../tools/local/runtime';
import { assemblyDir } from './assembly';

const cache = join(__dirname, '../../.cache');
const turn = join(cache, 'laptop.turn');

/** Milliseconds that a test file may have to wait for the others. */
const longestWaitMs = 900_000;

/**
 * Keeps the test files that run a whole laptop from running beside one another: they measure what takes how long, and each
 * of them can use every core.
 */
export function oneAtATime(): void {
  beforeAll(takeTurn, longestWaitMs);
  afterAll(() => rm(turn, { force: true }));
}

/** Milliseconds that a laptop may take to start, before which the first of a run synthesizes what it runs. */
const longestStartMs = 300_000;

/** A laptop with the dev stage for the tests of a file. */
export function laptopOfFile(): () => Laptop {
  let laptop: Laptop | undefined;
  oneAtATime();
  beforeAll(async () => {
    laptop = await startLocal({ assemblyDir: await assemblyDir() });
  }, longestStartMs);
  afterAll(() => laptop?.stop());
  return () => {
    if (!laptop) throw new Error('the laptop has not started');
    return laptop;
  };
}

async function takeTurn(): Promise<void> {
  await mkdir(cache, { recursive: true });
  for (;;) {
    try {
      return await writeFile(turn, String(process.pid), { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(await readFile(turn, 'utf8').catch(() => ''));
    if (holder && !isAlive(holder)) await rm(turn, { force: true });
    await delay(200);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
