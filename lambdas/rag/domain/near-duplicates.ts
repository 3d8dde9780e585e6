/** Words that are taken together. */
const SHINGLE = 3;

/** Jaccard similarity from which two passages say the same: a few words of a paragraph were changed. */
export const SAME = 0.8;

/** Scripts without blanks count by character. */
const word = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}]+/gu;

/**
 * Passages without those that say nearly the same as one before them. Of each group the first stays, so that what ranks
 * highest is kept.
 *
 * @param same similarity from which two are the same, above 0 to 1
 */
export function withoutNearDuplicates<T extends { readonly text: string }>(passages: readonly T[], same = SAME): T[] {
  const kept: { readonly passage: T; readonly shingles: ReadonlySet<string> }[] = [];
  for (const passage of passages) {
    const shingles = shinglesOf(passage.text);
    if (!kept.some((other) => isAlike(shingles, other.shingles, same))) kept.push({ passage, shingles });
  }
  return kept.map(({ passage }) => passage);
}

/** How much of what either text says both say: 0 to 1 (Jaccard index of their shingles). */
export const similarity = (a: string, b: string): number => jaccard(shinglesOf(a), shinglesOf(b));

function shinglesOf(text: string): ReadonlySet<string> {
  const words = text.normalize('NFKC').toLowerCase().match(word) ?? [];
  // A text of fewer words is a shingle of its own; one without any is told by its characters.
  if (words.length <= SHINGLE) return new Set([words.length > 0 ? words.join(' ') : text.trim()]);
  return new Set(words.slice(SHINGLE - 1).map((_, at) => words.slice(at, at + SHINGLE).join(' ')));
}

/** Sets of very different sizes cannot be alike: they are not compared. */
const isAlike = (a: ReadonlySet<string>, b: ReadonlySet<string>, same: number): boolean =>
  Math.min(a.size, b.size) >= same * Math.max(a.size, b.size) && jaccard(a, b) >= same;

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const shingle of a) if (b.has(shingle)) common += 1;
  return common / (a.size + b.size - common);
}
