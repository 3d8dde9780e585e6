import type { Policy } from '../../../lambdas/streaming/domain/moderation/policy';
import { type Chance, chanceOf } from './random';

/** Words of real spam, mild ones; more are invented, so that nothing hateful has to be in a repository. */
const spamWords = ['viagra', 'cialis', 'casino', 'payday'] as const;
const phrases = [
  ...['free crypto giveaway', 'double your bitcoin', 'guaranteed winnings', 'claim your prize', 'no credit check loan'],
  ...[
    'verify your wallet',
    'miracle weight loss',
    'cheap watches online',
    'earn from home daily',
    'hot singles nearby',
  ],
] as const;
const watched = ['bet', 'loan', 'crypto', 'telegram'] as const;

const onsets = ['br', 'dr', 'fl', 'gr', 'kl', 'pl', 'qu', 'sk', 'tr', 'v', 'w', 'z', 'x', 'm', 'n', 'd', 'k'];
const vowels = ['a', 'e', 'i', 'o', 'u', 'oo', 'ai'];
const codas = ['x', 'zz', 'rk', 'nt', 'mp', 'lb', 'sh', 'ft', 'g', 'd', 'v', ''];

const LEAST_LETTERS = 6;

/** A word that is none, and can be spoken. */
const inventedWord = (chance: Chance, syllables: number): string =>
  Array.from({ length: syllables }, () => chance.pick(onsets) + chance.pick(vowels) + chance.pick(codas)).join('');

/** So many different ones; the same for the same seed. */
export function inventedWords(count: number, seed: number): string[] {
  const chance = chanceOf(seed);
  const words = new Set<string>();
  while (words.size < count) {
    const word = inventedWord(chance, 2 + chance.below(3));
    if (word.length >= LEAST_LETTERS) words.add(word);
  }
  return [...words];
}

/** What nothing of the set may say. */
export const violations = (seed: number): readonly string[] => [...spamWords, ...phrases, ...inventedWords(60, seed)];

/** A policy with the block list above, and invented words up to a number of patterns. */
export function policyOf({ patterns: count, seed }: { patterns: number; seed: number }): Policy {
  const rejected = [...new Set([...violations(seed), ...inventedWords(2 * count, seed + 1)])].slice(
    0,
    Math.max(0, count - watched.length),
  );
  const pattern = (action: 'reject' | 'escalate') => (text: string, index: number) => ({
    ...{ id: `${action}-${index}`, text, category: 'forbidden-goods', action, severity: 3, wholeWord: true },
  });
  return {
    id: 'evaluation',
    version: 1,
    maxLength: 20_000,
    categories: [
      { id: 'forbidden-goods', policyId: 'rules/1', because: 'it offers something that may not be offered here' },
      { id: 'unwanted-advertising', policyId: 'rules/2', because: 'it is unwanted advertising' },
      { id: 'harmful-links', policyId: 'rules/3', because: 'it has a link to a site that harms its visitors' },
    ],
    patterns: [...rejected.map(pattern('reject')), ...watched.slice(0, count).map(pattern('escalate'))],
    contexts: ['scam warning', 'how do i report', 'beware of'],
    known: {
      texts: [],
      nearTexts: { within: 3, hashes: [] },
      files: [],
      nearImages: { within: 7, hashes: [] },
    },
    spam: {
      category: 'unwanted-advertising',
      signatures: [
        { id: 'many-links', feature: 'links', from: 4, weight: 4 },
        { id: 'disguised-link', feature: 'disguised-links', from: 1, weight: 4 },
        { id: 'shouting', feature: 'capital-share', from: 0.6, weight: 2 },
        { id: 'repetition', feature: 'repeated-word-share', from: 0.6, weight: 3 },
        { id: 'phone-number', feature: 'phone-numbers', from: 1, weight: 2 },
        { id: 'handles', feature: 'handles', from: 3, weight: 2 },
        { id: 'exclamations', feature: 'exclamations', from: 2, weight: 1 },
        { id: 'amounts', feature: 'amounts', from: 3, weight: 1 },
        { id: 'random-words', feature: 'random-words', from: 1, weight: 2 },
      ],
      escalateFrom: 3,
      rejectFrom: 7,
    },
    links: {
      category: 'harmful-links',
      allowed: ['wikipedia.org', 'example.org'],
      blocked: ['malware.test', 'free-prizes.test'],
      shorteners: ['short.test'],
      brands: [{ name: 'paypal', hosts: ['paypal.com'] }],
      unlisted: 'escalate',
    },
    authors: { leastAgeDays: 2, mostRejections: 2 },
    uncoveredScripts: 'escalate',
  };
}
