const word = /[\p{L}\p{M}]+(?:[-‐][\p{L}\p{M}]+)*/gu;
const divided = /([\p{L}\p{M}]+)[-‐]$/u;
const rest = /^(\p{Ll}[\p{L}\p{M}]*)/u;

/** Words of a document as they stand within its lines: what tells a divided word from a compound. */
export function vocabularyOf(lines: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const line of lines)
    for (const [each] of line.matchAll(word)) found.add(each.toLowerCase().replaceAll('‐', '-'));
  return found;
}

/**
 * Joins the lines of a paragraph, and words that were divided at their ends. A hyphen stays where the document has the word
 * with it elsewhere, or the next line goes on with a capital or a figure.
 */
export function withoutHyphens(lines: readonly string[], vocabulary: ReadonlySet<string>): string {
  return lines.reduce((text, line) => {
    if (text === '') return line;
    if (text.endsWith('\u00AD')) return text.slice(0, -1) + line;
    const head = divided.exec(text)?.[1];
    const tail = rest.exec(line)?.[1];
    if (head && tail) return vocabulary.has(`${head}-${tail}`.toLowerCase()) ? text + line : text.slice(0, -1) + line;
    // `Jean-` `Paul`, `2019-` `2020`: divided at a hyphen of their own.
    return /[\p{L}\p{N}][-‐]$/u.test(text) && /^[\p{Lu}\p{N}]/u.test(line) ? text + line : `${text} ${line}`;
  }, '');
}
