import { createHash, type Hash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** What bundles are made from, relative to the repository. */
const sources = ['lambdas', 'models', 'lib/constructs/function', 'package-lock.json', 'tsconfig.json'];

/**
 * Remembers, in a file beside a bundle, what it was made from and what came of it, so that the next process need not make it
 * again. A change to any handler's source, in a file's name or in what it holds, has all bundles made anew.
 */
export class MadeBundle {
  private readonly note: string;

  constructor(
    private readonly root: string,
    private readonly directory: string,
  ) {
    this.note = `${directory}.made`;
  }

  /** Whether it is there, made from the sources as they are, and nobody has touched it since. */
  get isCurrent(): boolean {
    return fs.existsSync(this.note) && fs.readFileSync(this.note, 'utf8') === this.fingerprint();
  }

  /** @param write puts a file in its place, whole or not at all */
  remember(write: (file: string, contents: Uint8Array) => void): void {
    write(this.note, Buffer.from(this.fingerprint()));
  }

  private fingerprint(): string {
    if (!fs.existsSync(this.directory)) return '';
    return addAll(createHash('sha256').update(sourcesHash(this.root)), this.root, this.directory).digest('hex');
  }
}

const hashes = new Map<string, string>();

/** Once a process: sources do not change while it runs. */
function sourcesHash(root: string): string {
  const known = hashes.get(root);
  if (known) return known;
  const made = sources
    .reduce((hash, source) => addAll(hash, root, path.join(root, source)), createHash('sha256'))
    .digest('hex');
  hashes.set(root, made);
  return made;
}

function addAll(hash: Hash, root: string, file: string): Hash {
  if (fs.statSync(file).isDirectory()) {
    const names = fs.readdirSync(file).sort();
    return names.reduce((sum, name) => addAll(sum, root, path.join(file, name)), hash);
  }
  const contents = fs.readFileSync(file);
  return hash.update(`${path.relative(root, file).replaceAll(path.sep, '/')}\n${contents.length}\n`).update(contents);
}
