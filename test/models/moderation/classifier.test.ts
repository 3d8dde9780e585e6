import * as fc from 'fast-check';
import { textRules } from '../../../lambdas/streaming/domain/cascade/cascade';
import { defaultPolicy } from '../../../lambdas/streaming/domain/cascade/default-policy';
import { encodedWeights, readClassifier, signed } from '../../../models/moderation/classifier/classifier';
import { shippedClassifier } from '../../../models/moderation/classifier/shipped';
import { labelledTexts, roles } from '../../../models/moderation/data/texts';
import { trainClassifier } from '../../../models/moderation/trainer/train-classifier';

const wordsOf = (text: string) => text.toLowerCase().match(/\p{L}+/gu) ?? [];
const DIMENSIONS = 512;

/** Vectors that say which runs of three letters a sentence has, in place of the encoder: training is the same for the same vectors. */
async function vectorsOf(text: string): Promise<readonly Float32Array[]> {
  const vector = new Float32Array(DIMENSIONS);
  for (const word of wordsOf(text)) {
    for (let from = 0; from < word.length; from += 1) {
      const run = word.slice(from, from + 3);
      vector[[...run].reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) % DIMENSIONS, run.length)] = 0.3;
    }
  }
  return [vector];
}

const training = { vectorsOf, encoder: 'words', seed: 5, count: 40 };

it('is the same for the same texts and seed, and separates what it was trained with', async () => {
  const artefact = await trainClassifier(training);
  expect(await trainClassifier(training)).toEqual(artefact);
  const classifier = readClassifier(JSON.parse(JSON.stringify(artefact)));
  const texts = labelledTexts({ role: 'train', seed: 5, count: 40, around: 0 }).filter(({ category }) => category);
  const right = await Promise.all(
    texts.map(async ({ text, category = '' }) => {
      const scores = classifier.scores(await vectorsOf(text));
      return Object.values(scores).every((score) => score <= (scores[category] ?? 0));
    }),
  );
  // Of five by chance a fifth.
  expect(right.filter(Boolean).length / right.length).toBeGreaterThan(0.7);
});

it('likelihoods are from 0 to 1, and those of a text do not fall with a sentence more', () => {
  const calibration = { slope: 0.7, intercept: -1 };
  const parts = [Float32Array.of(1, -2, 3), Float32Array.of(-4, 0, 0.5)].map((weights, index) => ({
    ...{ category: `c${index}`, bias: -1, weights: encodedWeights(weights), calibration },
  }));
  const classifier = readClassifier(signed({ version: 1, encoder: 'none', parts }));
  const vector = fc.float32Array({ minLength: 3, maxLength: 3, noNaN: true, min: -3, max: 3 });
  fc.assert(
    fc.property(fc.array(vector, { minLength: 1, maxLength: 4 }), vector, (sentences, more) => {
      const [before, after] = [classifier.scores(sentences), classifier.scores([...sentences, more])];
      const both = classifier.categories.map((category) => [before[category] ?? -1, after[category] ?? -1] as const);
      expect(both.every(([one, other]) => one >= 0 && one <= other && other <= 1)).toBe(true);
    }),
  );
  expect(() => classifier.scores([])).toThrow('without sentences');
  expect(() => classifier.scores([new Float32Array(2)])).toThrow('has 2 dimensions; 3 are read');
});

it('what was changed after it was signed is not read', () => {
  const weights = encodedWeights(Float32Array.of(1, 2));
  const part = { category: 'a', bias: 0, weights, calibration: { slope: 1, intercept: 0 } };
  const artefact = signed({ version: 1, encoder: 'none', parts: [part] });
  expect(readClassifier(artefact).categories).toEqual(['a']);
  expect(() => readClassifier({ ...artefact, version: 2 })).toThrow('but it has');
  expect(() => readClassifier({ ...artefact, format: 'other' })).toThrow();
});

it('the one that is checked in has the categories of the policy that everyone has at first', () => {
  expect(shippedClassifier().categories).toEqual(textRules(defaultPolicy).map(({ category }) => category));
});

it('no template is for two uses, and the words that only tests have are in no other text', () => {
  const templates = roles.map(
    (role) => new Set(labelledTexts({ role, seed: 1, count: 400 }).map((each) => each.template)),
  );
  const all = templates.flatMap((each) => [...each]);
  expect(new Set(all).size).toBe(all.length);
  const unseen = labelledTexts({ role: 'test', seed: 1, count: 300, unseenWords: true }).map(({ text }) => text);
  const seen = labelledTexts({ role: 'train', seed: 1, count: 300 }).map(({ text }) => text);
  const has = (texts: readonly string[], word: string) => texts.some((text) => text.toLowerCase().includes(word));
  expect([has(unseen, 'numbskull'), has(seen, 'numbskull')]).toEqual([true, false]);
});
