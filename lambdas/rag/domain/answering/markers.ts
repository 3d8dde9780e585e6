const MARKER = /\s*\[(\d{1,3}(?:\s*[,–-]\s*\d{1,3})*)\]/g;
/** A range of more passages than this is none that a model was given. */
const MOST = 50;

/** A sentence of a model, and the numbers of the passages that it names. */
export interface Marked {
  /** Without markers. */
  readonly text: string;
  /** In the order of the text, each once. */
  readonly cited: readonly number[];
}

/** Reads `[1]`, `[1, 3]`, `[2-4]` and `[1][2]`. */
export function readMarkers(sentence: string): Marked {
  const cited = [...sentence.matchAll(MARKER)].flatMap(([, numbers = '']) => numbers.split(',').flatMap(numbersOf));
  return { text: sentence.replace(MARKER, '').trim(), cited: [...new Set(cited)] };
}

function numbersOf(text: string): number[] {
  const [from = 0, to = from] = text.split(/[–-]/).map(Number);
  return Array.from({ length: Math.min(Math.max(to - from + 1, 1), MOST) }, (_, index) => from + index);
}

/** The sentence with markers after its text, such as `It is five [1][2].` */
export function withMarkers(text: string, cited: readonly number[]): string {
  const markers = cited.map((n) => `[${n}]`).join('');
  const [, words = text, end = ''] = /^(.*?)([.!?…]*)$/s.exec(text) ?? [];
  return markers === '' ? text : `${words} ${markers}${end}`;
}
