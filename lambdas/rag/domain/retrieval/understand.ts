import type { Filters } from '../ports';

/** What a question asks for, beside its words. */
export interface Understood {
  /** The question without what was read as a filter. */
  readonly text: string;
  /** ISO 639-1, as far as it can be told; `und` where not. */
  readonly language: string;
  /** A lookup names one thing, such as a number or a phrase in quotes: there are no other words for it. */
  readonly intent: 'question' | 'lookup';
  readonly filters: Filters;
}

/** Short names of formats, as people write them. */
const types: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  word: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  html: 'text/html',
  markdown: 'text/markdown',
  text: 'text/plain',
  csv: 'text/csv',
  mail: 'message/rfc822',
};

const NAMED = /(?<!\S)(source|type):([\w.-]+)/gi;
const DATED = /\b(since|after|from|before|until)\s+(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?![\w-])/gi;

/**
 * Reads `source:wiki`, `type:pdf`, `since 2024`, `after 2024-03`, `before 2023-05-01` out of a question.
 *
 * @param explicit what the request says by itself; of each kind it wins over the question's words
 * @param languageOf of a text, ISO 639-1
 */
export function understand(question: string, explicit: Filters, languageOf: (text: string) => string): Understood {
  const named: { sources: string[]; contentTypes: string[] } = { sources: [], contentTypes: [] };
  const dates: { from?: number; to?: number } = {};
  const text = question
    .replace(NAMED, (whole, kind: string, name: string) => {
      const type = types[name.toLowerCase()];
      if (kind.toLowerCase() === 'source') named.sources.push(name);
      else if (type) named.contentTypes.push(type);
      else return whole;
      return '';
    })
    .replace(DATED, (whole, word: string, year: string, month?: string, day?: string) => {
      const span = spanOf(year, month, day);
      if (!span) return whole;
      Object.assign(dates, boundOf(word.toLowerCase(), span));
      return '';
    })
    .replace(/\s+/g, ' ')
    .trim();
  const read = { ...named, ...dates };
  return {
    // A question of nothing but filters is searched for by its own words.
    text: text === '' ? question.trim() : text,
    language: languageOf(question),
    intent: isLookup(text) ? 'lookup' : 'question',
    filters: merged(read, explicit),
  };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The year, month or day in UTC; undefined where the calendar has none. */
function spanOf(year: string, month: string | undefined, day: string | undefined): Span | undefined {
  const [y, m, d] = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)];
  const start = Date.UTC(y, m, d);
  const read = new Date(start);
  if (y < 1900 || y > 2200 || read.getUTCMonth() !== m || read.getUTCDate() !== d) return undefined;
  const end = day ? Date.UTC(y, m, d + 1) : month ? Date.UTC(y, m + 1) : Date.UTC(y + 1, 0);
  return { start, end };
}

/** "after 2023" begins with 2024; "until 2023" ends with it. */
function boundOf(word: string, { start, end }: Span): { from?: number; to?: number } {
  if (word === 'after') return { from: end };
  if (word === 'before') return { to: start };
  return word === 'until' ? { to: end } : { from: start };
}

function merged(read: Filters, explicit: Filters): Filters {
  const list = (ours: readonly string[] | undefined, theirs: readonly string[] | undefined) =>
    theirs ?? (ours?.length ? ours : undefined);
  // Two halves of one range: who gives one of them means the whole.
  const range = explicit.from !== undefined || explicit.to !== undefined ? explicit : read;
  return {
    sources: list(read.sources, explicit.sources),
    contentTypes: list(read.contentTypes, explicit.contentTypes),
    documentIds: explicit.documentIds,
    from: range.from,
    to: range.to,
  };
}

const isLookup = (text: string): boolean => /^"[^"]+"$/.test(text) || (!/\s/.test(text) && /\d/.test(text));
