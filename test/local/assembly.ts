import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { laptopContext } from '../../tools/local/laptop-settings';
import { synthesize } from '../../tools/local/synthesize';
import { cacheDirOf } from '../support/sources';

const root = join(__dirname, '../..');

/**
 * Directory of the dev stage's cloud assembly as a laptop has it. It is made once for given sources, and shared by the test files.
 */
export async function assemblyDir(): Promise<string> {
  const dir = cacheDirOf('assembly');
  if (existsSync(dir)) return dir;
  const draft = `${dir}.${process.pid}`;
  await synthesize({ root, outDir: draft, context: await laptopContext(root, 'dev') });
  try {
    await rename(draft, dir);
  } catch (error) {
    // Another test file was first.
    if (!existsSync(dir)) throw error;
    await rm(draft, { recursive: true, force: true });
  }
  return dir;
}
