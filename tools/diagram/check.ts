import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Files = ReadonlyMap<string, string>;

/** Writes files into a directory and removes pages and pictures of parts that are no more. */
export function writeFiles(directory: string, files: Files): void {
  mkdirSync(directory, { recursive: true });
  for (const name of strangers(directory, files)) rmSync(join(directory, name));
  for (const [name, content] of files) writeFileSync(join(directory, name), content);
}

/** One sentence for each file that is not what it should be, with the first line that differs. */
export function differences(directory: string, files: Files): string[] {
  const changed = [...files].flatMap(([name, content]) => {
    const file = join(directory, name);
    if (!existsSync(file)) return [`${name} is missing`];
    const committed = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
    return committed === content ? [] : [`${name} differs${firstDifference(committed, content)}`];
  });
  return [...changed, ...strangers(directory, files).map((name) => `${name} is of a part that is no more`)];
}

const strangers = (directory: string, files: Files): string[] =>
  existsSync(directory)
    ? readdirSync(directory)
        .filter((name) => /\.(md|svg)$/.test(name) && !files.has(name))
        .sort()
    : [];

function firstDifference(committed: string, expected: string): string {
  const [old, wanted] = [committed.split('\n'), expected.split('\n')];
  const line = wanted.findIndex((text, index) => text !== old[index]);
  if (line < 0) return `: ${old.length - wanted.length} lines too many`;
  return ` in line ${line + 1}:\n    - ${short(old[line] ?? '')}\n    + ${short(wanted[line] ?? '')}`;
}

const short = (text: string): string => (text.length > 160 ? `${text.slice(0, 160)}…` : text);
