/** Made when first needed: the first one costs a start 25 ms. */
const segmenters = new Map<string, Intl.Segmenter>();
function segmenter(granularity: 'sentence' | 'word'): Intl.Segmenter {
  const made = segmenters.get(granularity) ?? new Intl.Segmenter('en', { granularity });
  segmenters.set(granularity, made);
  return made;
}

/** Ends that look like a sentence's and are none. */
const abbreviation = new RegExp(
  String.raw`(?:^|[\s(])(?:\p{Lu}|${[
    ...['mr', 'mrs', 'ms', 'dr', 'prof', 'st', 'sr', 'jr', 'no', 'nr', 'vs', 'cf', 'fig', 'figs', 'eq', 'eqs', 'al'],
    ...['e\\.g', 'i\\.e', 'z\\.b', 'd\\.h', 'u\\.a', 'bzw', 'ca', 'approx', 'vol', 'pp', 'art', 'abs', 'sec', 'ch'],
    ...['inc', 'ltd', 'co', 'corp', 'dept', 'est', 'jan', 'feb', 'mar', 'apr', 'jun', 'jul', 'aug', 'sep', 'sept'],
    ...['oct', 'nov', 'dec', 'ref', 'refs', 'ed', 'eds', 'rev', 'gen', 'sra', 'av', 'tel'],
  ].join('|')})\.\s*$`,
  'iu',
);

/**
 * Where the sentences of a text begin, the first at its start. Knows the ends of sentences in all scripts, and that
 * `Dr.`, `e.g.` and initials are none.
 */
export function sentenceStarts(text: string): number[] {
  const starts: number[] = [];
  let before = '';
  for (const { segment, start } of sentenceSegments(text)) {
    if (!abbreviation.test(before)) starts.push(start);
    before = segment.slice(-12);
  }
  return starts;
}

/** As the standard has it (UAX 29): in windows, of which the next one begins with what the last one may have cut off. */
function* sentenceSegments(text: string): Generator<{ readonly segment: string; readonly start: number }> {
  for (let start = 0; start < text.length; ) {
    const window = whole(text.slice(start, start + SENTENCE_WINDOW));
    const found = [...segmenter('sentence').segment(window)];
    const last = found.length > 1 && start + window.length < text.length ? found.pop() : undefined;
    for (const { segment, index } of found) yield { segment, start: start + index };
    start += last?.index ?? window.length;
  }
}

/** Most characters that are looked at together: the work grows faster than the text. */
const SENTENCE_WINDOW = 8_000;
const WORD_WINDOW = 1_000;

/** Without the first half of a character whose second half is behind it. */
const whole = (text: string): string => (text.length > 1 && /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text);

/** Longest run without a blank that is one word; what is longer is in a script without blanks, or no word at all. */
const MAX_WORD = 40;

/** Where the words of a text begin, in scripts without blanks too. */
export function wordStarts(text: string): number[] {
  const starts: number[] = [];
  for (const { 0: run, index } of text.matchAll(/\S+/g)) {
    if (run.length <= MAX_WORD) starts.push(index);
    else for (const start of wordsOf(run)) starts.push(index + start);
  }
  return starts;
}

function* wordsOf(run: string): Generator<number> {
  for (let start = 0; start < run.length; ) {
    const window = whole(run.slice(start, start + WORD_WINDOW));
    for (const { index } of segmenter('word').segment(window)) yield start + index;
    start += window.length;
  }
}

/** Where its lines begin. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

const STRETCH = 64;

/** Places at even distances, never within a character: for what has no words. */
export function stretchStarts(text: string): number[] {
  const starts: number[] = [];
  for (let at = 0; at < text.length; at += STRETCH) starts.push(/[\uDC00-\uDFFF]/.test(text[at] ?? '') ? at - 1 : at);
  return starts;
}

/** Where its characters begin: never between the halves of one. */
export function characterStarts(text: string): number[] {
  const starts: number[] = [];
  let at = 0;
  for (const character of text) {
    starts.push(at);
    at += character.length;
  }
  return starts;
}
