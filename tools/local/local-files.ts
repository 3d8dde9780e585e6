import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Laptop } from './runtime';

/** Writes `outputs.json` and `credentials.json`, the latter for its owner's eyes only. */
export async function writeLocalFiles(dir: string, { outputs, credentials }: Laptop): Promise<void> {
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'outputs.json'), `${JSON.stringify(outputs, undefined, 2)}\n`);
  const file = join(dir, 'credentials.json');
  // A mode is given to new files only.
  await rm(file, { force: true });
  await writeFile(file, `${JSON.stringify(credentials, undefined, 2)}\n`, { mode: 0o600 });
}
