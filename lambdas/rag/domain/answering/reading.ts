import { factsOf } from './facts';
import { stem } from './stem';

/** What a text says, as far as it can be compared without understanding it. */
export interface Reading {
  /** Stems of the words that carry meaning. */
  readonly stems: ReadonlySet<string>;
  /** Numbers and dates in one spelling. */
  readonly facts: ReadonlySet<string>;
  /** Stems that a negation stands before. */
  readonly negated: ReadonlySet<string>;
  readonly isNegated: boolean;
  /** Stems of capitalised words inside of sentences. */
  readonly names: ReadonlySet<string>;
}

const STOP_WORDS = new Set(
  `a about above after again all also although am among an and any are as at be because been before being below between both but by
can could did do does doing done during each either for from further had has have having he her here hers him his how however i if in
into is it its itself may me might more most much must my of off on once only or other our out over own per same shall she should
so some such than that the their them then there these they this those through to too under until up upon us very was we were what
when where whether which while who whom whose why will with within would yes you your
der die das den dem des ein eine einen einem einer und oder ist sind war im in zu von mit auf für als auch bei nach aus`.split(
    /\s+/,
  ),
);

const NEGATIONS = new Set(
  'not no never none nobody nothing neither nor cannot without unable nicht kein keine keinen keiner nie ohne'.split(
    ' ',
  ),
);
/** Bounds and figures of speech that deny nothing. */
const NO_NEGATIONS =
  /\b(?:not|no) (?:later|more|less|fewer|earlier|sooner) than\b|\bnot only\b|\bno matter\b|\bno\. ?\d/gi;
/** Words that carry meaning for which a negation holds. */
const SCOPE = 4;

const WORD = /\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)?/gu;
/** Scripts without spaces between words: each two signs are compared. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

export function read(text: string): Reading {
  const plain = text.normalize('NFKC').replace(/[’‘]/g, "'").replace(/%/g, ' percent ').replace(NO_NEGATIONS, ' ');
  const clauses = plain.split(/[,;:.!?()\n]+|\bbut\b/).map(readClause);
  return {
    stems: new Set(clauses.flatMap(({ stems }) => stems)),
    facts: factsOf(plain),
    negated: new Set(clauses.flatMap(({ negated }) => negated)),
    isNegated: clauses.some(({ isNegated }) => isNegated),
    names: new Set(namesIn(plain)),
  };
}

function readClause(clause: string) {
  const stems: string[] = [];
  const negated: string[] = [];
  let isNegated = false;
  let scope = 0;
  for (const [word] of clause.toLowerCase().matchAll(WORD)) {
    if (isNegation(word)) {
      scope = SCOPE;
      isNegated = true;
      continue;
    }
    const own = stemsOf(word);
    stems.push(...own);
    if (scope > 0) negated.push(...own);
    if (own.length > 0) scope -= 1;
  }
  return { stems, negated, isNegated };
}

const isNegation = (word: string): boolean => NEGATIONS.has(word) || word.endsWith("n't");

/** The first word of a sentence has a capital whether it is a name or not. */
function namesIn(text: string): string[] {
  return [...text.matchAll(WORD)].flatMap(({ 0: word, index }) => {
    const begins = /(?:^|[.!?:\n])[\s"'(]*$/.test(text.slice(Math.max(0, index - 10), index));
    return !begins && /^\p{Lu}/u.test(word) ? stemsOf(word.toLowerCase()) : [];
  });
}

const isContent = (word: string): boolean => !STOP_WORDS.has(word);

function stemsOf(word: string): string[] {
  if (UNSPACED.test(word)) {
    const signs = [...word];
    return signs.length < 2 ? signs : signs.slice(1).map((sign, index) => `${signs[index]}${sign}`);
  }
  const base = word.replace(/'s?$|'(?:s|d|ll|re|ve|m)$/, '');
  return isContent(base) && base.length > 1 ? [stem(base)] : [];
}
