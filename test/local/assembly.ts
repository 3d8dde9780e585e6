import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { synthesize } from '../../tools/local/synthesize';

const root = join(__dirname, '../..');
const cache = join(root, '.cache', 'assembly');

/** What an assembly is made from. */
const sources = ['bin', 'lib', 'lambdas', 'models', 'web', 'cdk.json', 'package-lock.json', 'tsconfig.json'];
const dayMs = 24 * 3_600_000;

/**
 * Directory of the dev stage's cloud assembly. It is made once for given sources, and kept under a name made from what is in
 * them, so that test files share it and none is ever stale.
 */
export async function assemblyDir(): Promise<string> {
  const dir = join(cache, await fingerprint());
  if (existsSync(dir)) return dir;
  await mkdir(cache, { recursive: true });
  await prune();
  const draft = `${dir}.${process.pid}`;
  await synthesize({ root, outDir: draft, context: { stage: 'dev' } });
  try {
    await rename(draft, dir);
  } catch (error) {
    // Another test file was first.
    if (!existsSync(dir)) throw error;
    await rm(draft, { recursive: true, force: true });
  }
  return dir;
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of await filesOf(join(root, source))) {
      hash.update(file.slice(root.length).replaceAll(sep, '/'));
      hash.update(await readFile(file));
    }
  }
  return hash.digest('hex').slice(0, 20);
}

async function filesOf(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function prune(): Promise<void> {
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    if (Date.now() - (await stat(path)).mtimeMs > dayMs) await rm(path, { recursive: true, force: true });
  }
}
