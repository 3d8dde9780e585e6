/** A text in three: what comes before a quote, the quote as the text has it, and what comes after. */
export interface Quoted {
  readonly before: string;
  readonly quote: string;
  readonly after: string;
}

/**
 * Finds a quote in a text, whatever white space and capitals it is written with; undefined when the text does not have it.
 */
export function findQuote(text: string, quote: string): Quoted | undefined {
  const words = quote.trim().split(/\s+/);
  if (words[0] === '') return undefined;
  const pattern = new RegExp(words.map(literal).join('\\s+'), 'i');
  const found = pattern.exec(text);
  if (!found) return undefined;
  const end = found.index + found[0].length;
  return { before: text.slice(0, found.index), quote: found[0], after: text.slice(end) };
}

const literal = (word: string) => word.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
