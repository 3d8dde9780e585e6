import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const root = join(__dirname, '../..');

/** What a cloud assembly is made from. */
const sources = ['bin', 'lib', 'lambdas', 'models', 'web', 'cdk.json', 'package-lock.json', 'tsconfig.json'];
const dayMs = 24 * 3_600_000;

/**
 * A directory, perhaps not there yet, for what is made from the sources as they are. It is named after what is in them, so that test
 * files share what they make and nothing in it is ever stale. What nobody touched for a day is removed.
 */
export function cacheDirOf(kind: string): string {
  const cache = join(root, '.cache', kind);
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    const mtimeMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - mtimeMs > dayMs) rmSync(path, { recursive: true, force: true });
  }
  return join(cache, fingerprint());
}

let known: string | undefined;

function fingerprint(): string {
  known ??= fingerprintOf(sources);
  return known;
}

function fingerprintOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesOf(join(root, path)))) {
    const contents = readFileSync(file);
    hash.update(`${relative(root, file).replaceAll(sep, '/')}\n${contents.length}\n`).update(contents);
  }
  return hash.digest('hex').slice(0, 20);
}

function filesOf(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
