import { check, LIMITS } from '../../../../../lambdas/rag/domain/answering/verify';
import { readPassage } from '../../../../../lambdas/rag/domain/answering/windows';
import { heldOut, type Label, labelled, passages } from './labelled-sentences';

const verdict = (name: keyof typeof passages, sentence: string, similarity?: number) => {
  const { text, title, section } = passages[name];
  return check(sentence, readPassage(text, title, section), similarity);
};
const isSupported = (name: keyof typeof passages, sentence: string) => verdict(name, sentence).doubt === undefined;

describe('sentences on which the rules were developed', () => {
  it.each(labelled)('%s by %s: %s', (label, name, sentence) => {
    const { doubt } = verdict(name, sentence);
    expect({ supported: doubt === undefined, doubt }).toMatchObject({ supported: label === 'supported' });
  });
});

/** Parts of the sentences of a label that are taken for supported. */
const passing = (sentences: typeof labelled, ...labels: Label[]) => {
  const asked = sentences.filter(([label]) => labels.includes(label));
  return asked.filter(([, name, sentence]) => isSupported(name, sentence)).length / asked.length;
};

describe('sentences that the rules were not tuned to', () => {
  it('lets nearly nothing pass that is not supported', () => {
    expect(passing(heldOut, 'contradicted', 'number-changed', 'wrong-passage', 'made-up')).toBeLessThanOrEqual(1 / 21);
    expect(passing(heldOut, 'number-changed', 'wrong-passage', 'made-up')).toBe(0);
  });

  it('lets most pass that is', () => {
    expect(passing(heldOut, 'supported')).toBeGreaterThanOrEqual(14 / 15);
  });
});

describe('the place that is quoted', () => {
  it('is the sentence that says it', () => {
    const { text } = passages.travel;
    const { span } = verdict('travel', 'The daily allowance for meals is 40 euros.');
    expect(text.slice(span.start, span.end)).toBe('Meals are covered by a daily allowance of 40 euros.');
  });

  it('is as many sentences as are needed', () => {
    const { text } = passages.travel;
    const { doubt, span } = verdict(
      'travel',
      'Hotels cost up to 150 euros per night, meals 40 euros with a daily allowance.',
    );
    expect(doubt).toBeUndefined();
    expect(text.slice(span.start, span.end)).toMatch(/^Hotel costs .* 40 euros\.$/);
  });
});

describe('a reworded sentence', () => {
  const reworded = 'Staff on full contracts may take 28 days off yearly with pay.';

  it('is supported when its meaning is near as well', () => {
    expect(verdict('vacation', reworded).doubt).toBe('not_in_passage');
    expect(verdict('vacation', reworded, LIMITS.similarity).doubt).toBeUndefined();
    expect(verdict('vacation', reworded, LIMITS.similarity - 0.01).doubt).toBe('not_in_passage');
  });

  it('is not when a number differs, however near its meaning', () => {
    expect(verdict('vacation', reworded.replace('28', '29'), 1).doubt).toBe('fact_missing');
  });
});

it.each(['', '...', 'Yes.', '[1]'])('has nothing to check in %j', (sentence) => {
  expect(verdict('vacation', sentence).doubt).toBe('nothing_to_check');
});
