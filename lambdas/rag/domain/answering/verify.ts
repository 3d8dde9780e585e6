import { opposites } from './opposites';
import { type Reading, read } from './reading';
import type { Span } from './sentences';
import type { ReadPassage, Window } from './windows';

/** Limits of verification, each with its reason. They are measured in the tests by labelled sentences. */
export const LIMITS = {
  /**
   * Part of a sentence's words that its passage must have. A sentence that repeats a passage in its own order has nearly all of
   * them; one that is about the same and says something else, less than half.
   */
  coverage: 0.6,
  /** From here on a sentence counts as reworded, if it is near to the passage by its meaning as well. */
  rewordedCoverage: 0.34,
  /**
   * Cosine of a reworded sentence and what it was made of. Sentences about the same matter that say different things come up to
   * about 0.7 with the usual models.
   */
  similarity: 0.8,
  /** What each further sentence costs: the narrowest place that says it is the one that is meant. */
  widening: 0.1,
} as const;

/** Why a sentence is not supported; stable, for programs. */
export type Doubt =
  | 'no_such_passage'
  | 'nothing_to_check'
  | 'not_in_passage'
  | 'fact_missing'
  | 'name_missing'
  | 'negation_differs'
  | 'contrary';

export interface Checked {
  /** Absent when the sentence is supported. */
  readonly doubt?: Doubt;
  /** Part of the sentence's words that the place has. */
  readonly coverage: number;
  /** The place in the passage that says it, or comes nearest to that. */
  readonly span: Span;
}

/** Parts of names in a sentence beyond which capitals are the language's habit, as with nouns in German. */
const MANY_NAMES = 0.4;

/**
 * Whether a passage says what a sentence says. No model is asked, so that nothing in the passage can talk its way through: the
 * words of the sentence must be in one place of the passage, so must each number, date and name, and neither may deny what the other says.
 *
 * @param similarity cosine of sentence and place where it is known
 */
export function check(sentence: string, passage: ReadPassage, similarity?: number): Checked {
  const whole = checkClaim(sentence, passage, similarity);
  const parts = sentence.split(CLAUSES);
  const scattered = whole.doubt === 'not_in_passage' || whole.doubt === 'fact_missing';
  if (!scattered || parts.length < 2) return whole;
  const checked = parts.map((part) => checkClaim(part, passage));
  return checked.some(({ doubt }) => doubt !== undefined) ? whole : (checked[0] ?? whole);
}

/** Where a sentence says two things that a passage may say in two places. */
const CLAUSES = /;\s+|,\s+(?:and|but|while|whereas)\s+/;

function checkClaim(sentence: string, passage: ReadPassage, similarity?: number): Checked {
  const claim = read(sentence);
  const asked = [...claim.stems];
  if (asked.length === 0) return { doubt: 'nothing_to_check', coverage: 0, span: { start: 0, end: 0 } };
  const scored = passage.windows.map((window) => {
    const coverage = asked.filter((each) => has(window, passage, each)).length / asked.length;
    return { window, coverage, score: coverage - LIMITS.widening * (window.sentences - 1) };
  });
  const best = Math.max(...scored.map(({ score }) => score));
  const checked = scored
    .filter(({ score }) => score > best - 1e-9)
    .map(({ window, coverage }): Checked => {
      const doubt = doubtOf(claim, window, passage, coverage, similarity);
      return { ...(doubt && { doubt }), coverage, span: { start: window.start, end: window.end } };
    });
  const [first] = checked;
  return (
    checked.find(({ doubt }) => doubt === undefined) ??
    first ?? { doubt: 'not_in_passage', coverage: 0, span: { start: 0, end: 0 } }
  );
}

const has = ({ reading }: Window, { about }: ReadPassage, each: string) =>
  reading.stems.has(each) || about.stems.has(each);

function doubtOf(
  claim: Reading,
  window: Window,
  passage: ReadPassage,
  coverage: number,
  similarity = 0,
): Doubt | undefined {
  const reworded = coverage >= LIMITS.rewordedCoverage && similarity >= LIMITS.similarity;
  if (coverage < needed(claim.stems.size) && !reworded) return 'not_in_passage';
  const facts = (each: string) => window.reading.facts.has(each) || passage.about.facts.has(each);
  if (![...claim.facts].every(facts)) return 'fact_missing';
  if (isNamed(claim) && ![...claim.names].every((name) => passage.whole.stems.has(name))) return 'name_missing';
  return contradiction(claim, window.reading) ?? contrary(claim, closest(claim, window, passage));
}

/** The one sentence of a place that has most of the claim's words: another one may use a word of it in another matter. */
function closest(claim: Reading, place: Window, { windows }: ReadPassage): Reading {
  const inside = windows.filter(
    ({ sentences, start, end }) => sentences === 1 && start >= place.start && end <= place.end,
  );
  const shared = ({ reading }: Window) => [...claim.stems].filter((each) => reading.stems.has(each)).length;
  return inside.reduce((best, each) => (shared(each) > shared(best) ? each : best), inside[0] ?? place).reading;
}

/** Of one or two words all must be there: half of so little says nothing. */
const needed = (words: number): number => (words <= 2 ? 1 : LIMITS.coverage);

const isNamed = ({ names, stems }: Reading): boolean => names.size / stems.size <= MANY_NAMES;

function contradiction(claim: Reading, said: Reading): Doubt | undefined {
  // "Not allowed" for "forbidden": one denial makes up for the other.
  if (opposed(claim, said).some((each) => claim.negated.has(each))) return undefined;
  const claimDenies = meets(claim.negated, said.stems);
  const passageDenies = meets(said.negated, claim.stems);
  return contrary(claim, said) ?? (claimDenies === passageDenies ? undefined : 'negation_differs');
}

const contrary = (claim: Reading, said: Reading): Doubt | undefined =>
  opposed(claim, said).some((each) => !claim.negated.has(each)) ? 'contrary' : undefined;

/** Words of the claim instead of which the passage has their contrary. */
const opposed = ({ stems }: Reading, said: Reading): string[] =>
  [...stems].filter(
    (each) => !said.stems.has(each) && (opposites.get(each) ?? []).some((other) => said.stems.has(other)),
  );

const meets = (some: ReadonlySet<string>, others: ReadonlySet<string>): boolean =>
  [...some].some((each) => others.has(each));
