import type { Metafile } from 'esbuild';

export type Output = Metafile['outputs'][string];

/** The files that a bundle loads before its handler can be called: the entry and the chunks that it imports. */
export function loadedAtStart({ outputs }: Metafile): Output[] {
  const loaded = new Map<string, Output>();
  const pending = Object.keys(outputs).filter((file) => outputs[file]?.entryPoint !== undefined && isIndex(file));
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    const output = outputs[file];
    if (!output || loaded.has(file)) continue;
    loaded.set(file, output);
    for (const { kind, path } of output.imports) if (kind === 'import-statement') pending.push(path);
  }
  return [...loaded.values()];
}

/** Bytes of code that a bundle loads before its handler can be called. */
export const bytesAtStart = (metafile: Metafile): number =>
  loadedAtStart(metafile).reduce((sum, { bytes }) => sum + bytes, 0);

/** What is loaded later has an entry of its own, too. */
const isIndex = (file: string) => /(^|\/)index\.mjs$/.test(file);
