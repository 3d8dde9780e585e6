/** A piece of a text; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What ends a sentence, or a line. */
const ENDS = /[.!?…]+["'”’)\]]*|[。！？]+|\n+/gu;
/** Markers that follow the full stop belong to what is before it. */
const MARKERS = /^(?:[ \t]*\[\d[\d,\s–-]*\])+/;
/** A marker that more text may complete. */
const HALF_MARKER = /^[ \t]*(?:\[[\d,\s–-]*)?$/;
const ABBREVIATIONS = new Set(
  'e.g i.e etc mr mrs ms dr prof st no nos vs approx fig figs sec art para inc ltd co corp dept est z.b d.h bzw ca nr jan feb mar apr jun jul aug sep sept oct nov dec'.split(
    ' ',
  ),
);

/**
 * Where the first sentence ends, with its markers.
 *
 * @param whole nothing comes after the text
 * @returns undefined when that cannot be told before more of it comes
 */
function endOfFirst(text: string, from: number, whole: boolean): number | undefined {
  ENDS.lastIndex = from;
  for (let match = ENDS.exec(text); match; match = ENDS.exec(text)) {
    const after = match.index + match[0].length;
    const rest = text.slice(after);
    const markers = MARKERS.exec(rest)?.[0] ?? '';
    const next = rest.slice(markers.length);
    if (!whole && (HALF_MARKER.test(next) || next.trimStart() === '')) return undefined;
    if (text.slice(from, match.index).trim() !== '' && isEnd(text.slice(from, match.index), match[0], next, markers))
      return after + markers.length;
  }
  return whole && text.slice(from).trim() !== '' ? text.length : undefined;
}

function isEnd(before: string, end: string, next: string, markers: string): boolean {
  if (next.trim() === '') return true;
  const goesOn = /^\s*\p{Ll}/u.test(next);
  // A line that is broken in the middle of a sentence goes on in small letters.
  if (end.startsWith('\n')) return !goesOn;
  if (/[。！？]/u.test(end)) return true;
  if (markers === '' && !/^\s/.test(next)) return false;
  return !goesOn && !(end === '.' && isAbbreviation(before));
}

function isAbbreviation(before: string): boolean {
  const word = /[\p{L}.]+$/u.exec(before)?.[0] ?? '';
  return ABBREVIATIONS.has(word.toLowerCase()) || /^\p{Lu}$/u.test(word);
}

/** Sentences, lines of a list and headings, without the space around them. */
export function sentenceSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (let from = 0, end = endOfFirst(text, 0, true); end !== undefined; from = end, end = endOfFirst(text, from, true))
    spans.push(trimmed(text, from, end));
  return spans;
}

function trimmed(text: string, start: number, end: number): Span {
  const piece = text.slice(start, end);
  return { start: start + piece.length - piece.trimStart().length, end: end - (piece.length - piece.trimEnd().length) };
}

/** Gives sentences of a text as soon as they are complete, however it is cut into pieces. */
export class SentenceStream {
  private rest = '';

  push(piece: string): string[] {
    this.rest += piece;
    return this.take(false);
  }

  /** What is left when nothing more comes. */
  end(): string[] {
    return this.take(true);
  }

  private take(whole: boolean): string[] {
    const sentences: string[] = [];
    let from = 0;
    for (let end = endOfFirst(this.rest, 0, whole); end !== undefined; end = endOfFirst(this.rest, from, whole)) {
      sentences.push(this.rest.slice(from, end).trim());
      from = end;
    }
    this.rest = this.rest.slice(from);
    return sentences;
  }
}
