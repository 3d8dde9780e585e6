import type { Block } from '../text/block';

/** For each block the headings above it, outermost first; a heading is above itself. */
export function sectionsOf(text: string, blocks: readonly Block[]): readonly (readonly string[])[] {
  let open: { readonly level: number; readonly path: readonly string[] }[] = [];
  return blocks.map(({ kind, level = 1, start, end }) => {
    if (kind === 'heading') {
      open = open.filter((heading) => heading.level < level);
      open.push({ level, path: [...(open.at(-1)?.path ?? []), text.slice(start, end)] });
    }
    return open.at(-1)?.path ?? [];
  });
}

/** What several sections have in common: the headings above all of them. */
export const commonSection = (sections: readonly (readonly string[])[]): readonly string[] =>
  sections.reduce((common, section) => {
    if (common === section) return common;
    const differs = common.findIndex((heading, at) => heading !== section[at]);
    return differs < 0 ? common : common.slice(0, differs);
  }, sections[0] ?? []);
