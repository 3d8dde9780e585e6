/** Longest first; what is put in place of each. Words keep three letters at least. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/(?:ational|ation|ations|ator|ators)$/, 'at'],
  [/(?:ibility|ibilities)$/, 'ibl'],
  [/(?:ability|abilities)$/, 'abl'],
  [/(?:iveness|fulness|ousness)$/, ''],
  [/(?:ements|ement|ments|ment)$/, ''],
  [/(?:nesses|ness)$/, ''],
  [/(?:sses)$/, 'ss'],
  [/(?:ies|ied)$/, 'y'],
  [/(?:ities|ity)$/, ''],
  [/(?:ingly|edly)$/, ''],
  [/(?:ings|ing)$/, ''],
  [/(?:ers|er|or|ors)$/, ''],
  [/(?:ions|ion)$/, ''],
  [/(?:ances|ance|ences|ence)$/, ''],
  [/(?:able|ible)$/, ''],
  [/(?:ally|ly)$/, ''],
  [/(?:ed|es|en)$/, ''],
  [/(?<![su])s$/, ''],
];

/** Forms that no ending tells. */
const irregular: Readonly<Record<string, string>> = {
  are: 'be',
  is: 'be',
  was: 'be',
  were: 'be',
  been: 'be',
  being: 'be',
  has: 'have',
  had: 'have',
  did: 'do',
  does: 'do',
  done: 'do',
  went: 'go',
  gone: 'go',
  goes: 'go',
  paid: 'pay',
  said: 'say',
  made: 'make',
  took: 'take',
  taken: 'take',
  gave: 'give',
  given: 'give',
  began: 'begin',
  begun: 'begin',
  bought: 'buy',
  brought: 'bring',
  built: 'build',
  chose: 'choos',
  chosen: 'choos',
  found: 'find',
  held: 'hold',
  kept: 'keep',
  knew: 'know',
  left: 'leav',
  lost: 'los',
  met: 'meet',
  sent: 'send',
  sold: 'sell',
  spent: 'spend',
  told: 'tell',
  wrote: 'writ',
  written: 'writ',
  fell: 'fall',
  rose: 'ris',
  risen: 'ris',
  children: 'child',
  people: 'person',
  men: 'man',
  women: 'woman',
};

/**
 * What the forms of an English word have in common, more or less: enough to tell that two texts speak of the same, and coarser
 * than a search engine's analyzer, which must not mix words up.
 */
export function stem(word: string): string {
  if (Object.hasOwn(irregular, word)) return irregular[word] ?? word;
  if (word.length <= 3 || /[^a-z]/.test(word)) return word;
  for (const [ending, instead] of endings) {
    const rest = word.replace(ending, instead);
    if (rest !== word && rest.length >= 3) return tidy(rest);
  }
  return tidy(word);
}

/** `planned` and `plan`, `required` and `require`, `policy` and `policies` come out alike. */
const tidy = (word: string): string => {
  const single = word.replace(/([bdfgmnprt])\1$/, '$1');
  const short = single.length > 3 ? single.replace(/e$/, '') : single;
  return short.length > 3 ? short.replace(/i$/, 'y') : short;
};
