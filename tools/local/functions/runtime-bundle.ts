import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';

/** The program that execution environments run, built for this run. */
export interface RuntimeBundle {
  readonly file: string;
  /** Where compiled bundles are kept, so that the next cold start is quicker. */
  readonly compileCache: string;
  remove(): Promise<void>;
}

/** Builds the runtime into a directory of its own below the system's temporary one. */
export function buildRuntime(): RuntimeBundle {
  const directory = mkdtempSync(join(tmpdir(), 'local-lambda-'));
  const file = join(directory, 'bootstrap.mjs');
  buildSync({
    entryPoints: [join(__dirname, 'runtime', 'bootstrap.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'error',
  });
  return {
    file,
    compileCache: join(directory, 'compile-cache'),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Node as Lambda has it: this process's own, or the one that the project pins. */
export function nodeExecutable(): string {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const pinned = dirname(createRequire(__filename).resolve('node/package.json'));
  return join(pinned, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}
