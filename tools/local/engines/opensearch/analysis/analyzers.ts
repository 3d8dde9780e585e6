import { stemmer } from 'stemmer';
import { tokenize } from './tokenizer';

/** Turns a text into the terms that are indexed and searched for, in order, repetitions included. */
export type Analyzer = (text: string) => string[];

/** @see https://lucene.apache.org/core/9_12_0/analysis/common/org/apache/lucene/analysis/en/EnglishAnalyzer.html */
const stopWords = new Set(
  (
    'a an and are as at be but by for if in into is it no not of on or such that the their then there these they ' +
    'this to was will with'
  ).split(' '),
);

const possessive = /['\u2019\uff07][sS]$/;

/** Stems that were asked for before: a language's words repeat, and stemming is the dear part. */
const stems = new Map<string, string>();
const MAX_STEMS = 200_000;

function stem(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  // Lucene's stemmer knows the letters of English only, as this one does.
  const stemmed = stemmer(word);
  if (stems.size >= MAX_STEMS) stems.clear();
  stems.set(word, stemmed);
  return stemmed;
}

const standard: Analyzer = (text) => tokenize(text).map((word) => word.toLowerCase());

/** Lucene's English analyzer: without possessives and stop words, stemmed by Porter's algorithm. */
const english: Analyzer = (text) => {
  const terms: string[] = [];
  for (const word of tokenize(text)) {
    const lower = word.replace(possessive, '').toLowerCase();
    if (!stopWords.has(lower)) terms.push(stem(lower));
  }
  return terms;
};

/** Analyzers by the name a mapping gives. */
export const analyzers: Readonly<Record<string, Analyzer>> = { standard, english };
