import * as fs from 'node:fs';
import * as path from 'node:path';
import { buildSync } from 'esbuild';
import { replaceFile } from '../../constructs/function/bundle';

const root = path.resolve(__dirname, '../../..');
const directory = path.join(root, '.cache/console');

/** A file of the console as it is published. */
export interface ConsoleFile {
  /** Key in the bucket and path at the public address. */
  readonly key: string;
  /** Where it was built. */
  readonly path: string;
  readonly contentType: string;
}

let built: readonly ConsoleFile[] | undefined;

/**
 * Builds the console, once a process: page, script and styles, whose names stay the same. The same sources give the same
 * bytes, so asset hashes are stable.
 *
 * @returns the page last, so that it is published after what it refers to
 * @throws Error with esbuild's messages when the sources do not build
 */
export function bundleConsole(): readonly ConsoleFile[] {
  built ??= build();
  return built;
}

function build(): ConsoleFile[] {
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: { app: 'web/main.tsx' },
    outdir: directory,
    bundle: true,
    write: false,
    platform: 'browser',
    target: ['chrome120', 'firefox120', 'safari17'],
    format: 'iife',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    // The system's fonts are there already; the component library's own would be a megabyte more.
    loader: { '.woff': 'empty', '.woff2': 'empty' },
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const page = {
    path: path.join(directory, 'index.html'),
    contents: fs.readFileSync(path.join(root, 'web/index.html')),
  };
  fs.mkdirSync(directory, { recursive: true });
  return [...outputFiles, page].map(({ path: file, contents }) => {
    replaceFile(file, contents);
    const key = path.basename(file);
    return { key, path: file, contentType: contentTypeOf(key) };
  });
}

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

function contentTypeOf(name: string): string {
  const type = contentTypes[path.extname(name)];
  if (!type) throw new Error(`${name} of the console has no known content type`);
  return type;
}
