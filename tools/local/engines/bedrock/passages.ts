import { stemmer } from 'stemmer';

/** Lines of a system prompt that ask for what is done here. */
const fromPassages = 'Answer only from the passages.';
const forVariants = 'Write three other ways to ask';

/** Share of a question's words that a sentence has to speak of. */
const leastCoverage = 0.5;
const mostSentences = 2;

/** Words that ask, or bind others together. */
const stopWords = new Set(
  (
    'a about an and any are as at be been but by can could did do does for from had has have how i if in into is it its many may me ' +
    'much my of on one or our please should so some tell than that the their them there these they this to us was we were what when ' +
    'where which who whom whose why will with would you your'
  ).split(' '),
);

interface Passage {
  readonly n: number;
  readonly text: string;
}

/**
 * What the stand-in says to a prompt for answers from passages, or for other ways to ask; undefined for another prompt. It
 * quotes the sentences that speak most of the question, with their markers, and follows nothing that a passage says.
 *
 * @param gullible makes it claim what no passage says, so that what checks answers can be checked
 */
export function answerFromPassages(system: string, text: string, gullible: boolean): string | undefined {
  if (system.includes(forVariants)) return variantsOf(text);
  if (!system.includes(fromPassages)) return undefined;
  const [, question = ''] = /<question>([\s\S]*?)<\/question>/.exec(text) ?? [];
  const passages = [...text.matchAll(/<passage n="(\d+)"[^>]*>([\s\S]*?)<\/passage>/g)].map(
    ([, n, body = '']): Passage => ({ n: Number(n), text: unescaped(body) }),
  );
  const quoted = sentencesAbout(unescaped(question), passages);
  return [...quoted, ...(gullible ? claimsBeside(quoted, passages) : [])].join(' ') || "I don't know.";
}

/** What a careless model writes: a claim that its passage does not hold, a quote with another passage's marker, one of no passage, and none. */
function claimsBeside(quoted: readonly string[], passages: readonly Passage[]): string[] {
  const numbers = passages.map(({ n }) => n);
  const none = Math.max(0, ...numbers) + 1;
  const [first = 'Nobody was asked [0].'] = quoted;
  const own = Number(/\[(\d+)\]/.exec(first)?.[1]);
  const other = numbers.find((n) => n !== own) ?? none;
  return [
    `It was decided by 17 ministers in the year 2091 [${numbers[0] ?? none}].`,
    first.replace(/\[\d+\]/, `[${other}]`),
    `The rest is in the archive of Atlantis [${none}].`,
    'Everybody in Atlantis knows that.',
  ];
}

function sentencesAbout(question: string, passages: readonly Passage[]): string[] {
  const wanted = new Set(contentWords(question));
  if (wanted.size === 0) return [];
  const scored = passages.flatMap(({ n, text }) =>
    sentencesOf(text).map((sentence) => {
      const own = new Set(contentWords(sentence));
      const covered = [...wanted].filter((word) => own.has(word)).length / wanted.size;
      return { n, sentence, covered };
    }),
  );
  return scored
    .filter(({ covered }) => covered >= leastCoverage)
    .sort((left, right) => right.covered - left.covered)
    .slice(0, mostSentences)
    .map(({ n, sentence }) => sentence.replace(/[.!?]*$/, (end) => ` [${n}]${end || '.'}`));
}

const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.replace(/^#+\s*/, '').trim())
    .filter((sentence) => sentence.length > 0);

const contentWords = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => !stopWords.has(word))
    .map((word) => stemmer(word));

/** Other words around the same ones: what a small model would write, without its knowledge of synonyms. */
function variantsOf(question: string): string {
  const plain = question.replace(/\s+/g, ' ').trim().replace(/\?+$/, '');
  const words = (plain.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !stopWords.has(word.toLowerCase()));
  return [words.join(' '), `What is known about ${words.join(' ')}?`, `${plain}, in detail?`].join('\n');
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'", amp: '&' };

const unescaped = (text: string): string =>
  text.replace(/&(lt|gt|quot|apos|#39|amp);/g, (_, name: string) => entities[name] ?? '');
