const LINE_WIDTH = 120;

/** A value as text, with lists on one line where they fit, as the formatter of this repository wants files of JSON. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2);
  const lists = /^(.*)\[\n([^[\]{}]*?)\n\s*\](,?)$/gm;
  const joined = text.replace(lists, (list, before: string, items: string, after: string) => {
    const line = `${before}[${items.trim().replace(/\n\s*/g, ' ')}]${after}`;
    return line.length <= LINE_WIDTH ? line : list;
  });
  return `${joined}\n`;
}
