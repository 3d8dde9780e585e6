import { type Reading, read } from './reading';
import { type Span, sentenceSpans } from './sentences';

/** Sentences that are read together at most: what is said in more of them is not said in one place. */
const WIDEST = 3;

/** Some sentences of a passage that stand together. */
export interface Window extends Span {
  readonly reading: Reading;
  readonly sentences: number;
}

/** A passage, read once for all sentences that cite it. */
export interface ReadPassage {
  readonly windows: readonly Window[];
  /** Of the whole passage, with its title and headings. */
  readonly whole: Reading;
  /** Of its title and headings, which say what all of it is about. */
  readonly about: Reading;
}

export function readPassage(text: string, title: string, section: readonly string[]): ReadPassage {
  const sentences = sentenceSpans(text);
  const windows = sentences.flatMap(({ start }, first) =>
    sentences.slice(first, first + WIDEST).map(({ end }, more) => {
      return { start, end, sentences: more + 1, reading: read(text.slice(start, end)) };
    }),
  );
  const about = [title, ...section].join('. ');
  return { windows, whole: read(`${about}.\n${text}`), about: read(about) };
}
