/** Tokens of which the model takes notice; what comes after them changes nothing. */
export const windowTokens = 128;

/** Longest first line that is taken for a title, in characters. */
const longestTitle = 200;

/** Characters of a sentence that are counted at once: the tokenizer's time grows with their square. */
const longestSentence = 800;

type Tokens = readonly number[];

/** A text in pieces that the model can read at once. */
export interface Windows {
  /** The first line of a text that goes on after it. */
  readonly title?: Tokens;
  /** The rest: as many whole sentences as fit, and parts of those that are too long by themselves. */
  readonly body: readonly Tokens[];
}

/** @param tokensOf a sentence */
export function windowsOf(text: string, tokensOf: (sentence: string) => Tokens): Windows {
  const [first = '', ...others] = text.split('\n').filter(hasWords);
  const isTitle = others.length > 0 && first.length <= longestTitle;
  const lines = isTitle ? others : [first, ...others];
  const body = packed(lines.flatMap(sentencesOf).flatMap(inParts).map(tokensOf));
  return isTitle ? { title: tokensOf(first.trim()).slice(0, windowTokens), body } : { body };
}

/** Sentences end with a full stop and a space, whatever letter comes next: too short a piece does less harm than a long one. */
export const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[.!?]["')\]]*)\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter(hasWords);

/** A table's row, or what a machine wrote, goes on without full stops: it is cut between words where it has any. */
const inParts = (sentence: string): string[] =>
  sentence.match(new RegExp(`\\S[\\s\\S]{0,${longestSentence - 1}}(?!\\S)|\\S{1,${longestSentence}}`, 'g')) ?? [];

function packed(sentences: readonly Tokens[]): Tokens[] {
  const windows: number[][] = [];
  for (const sentence of sentences) {
    const open = windows.at(-1);
    if (open && open.length + sentence.length <= windowTokens) open.push(...sentence);
    else for (let at = 0; at < sentence.length; at += windowTokens) windows.push(sentence.slice(at, at + windowTokens));
  }
  return windows;
}

function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
