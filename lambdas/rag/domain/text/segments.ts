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
  for (const { segment, index } of segmenter('sentence').segment(text)) {
    if (!abbreviation.test(before)) starts.push(index);
    before = segment.slice(-12);
  }
  return starts;
}

/** Longest run without a blank that is one word; what is longer is in a script without blanks, or no word at all. */
const MAX_WORD = 40;

/** Where the words of a text begin, in scripts without blanks too. */
export function wordStarts(text: string): number[] {
  const starts: number[] = [];
  for (const { 0: run, index } of text.matchAll(/\S+/g)) {
    if (run.length <= MAX_WORD) starts.push(index);
    else for (const word of segmenter('word').segment(run)) starts.push(index + word.index);
  }
  return starts;
}

/** Where its lines begin. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
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
