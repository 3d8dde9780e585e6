const LINE_WIDTH = 120;

/** A value as text, with lists on one line where they fit, as the formatter of this repository wants files of JSON. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2);
  const lists = /^(.*)\[\n([^[\]{}]*?)\n\s*\](,?)$/gm;
  const joined = text.replace(lists, (list, before: string, items: string, after: string) => {
    const line = `${before}[${items.trim().replace(/\n\s*/g, ' ')}]${after}`;
    if (line.length <= LINE_WIDTH) return line;
    return /^[\s\d.,eE+-]*$/.test(items) ? list.replace(items, filled(items)) : list;
  });
  return `${joined}\n`;
}

/** Numbers, as many on each line as fit. */
function filled(items: string): string {
  const indent = /^\s*/.exec(items)?.[0] ?? '';
  const lines = [''];
  for (const item of items.trim().split(/\s+/)) {
    const line = lines.at(-1) as string;
    if (line === '') lines[lines.length - 1] = indent + item;
    else if (line.length + 1 + item.length <= LINE_WIDTH) lines[lines.length - 1] = `${line} ${item}`;
    else lines.push(indent + item);
  }
  return lines.join('\n');
}
