import { foundOf, heldBefore, likenessOf, seenIn, showingOf } from '../../web/client/review-context';
import type { ReviewedImage, SimilarItem } from '../../web/client/streaming-client';

const item: SimilarItem = {
  ...{ id: 't1', version: 1, likeness: 'near', distance: 2, text: 'A song', source: 'review' },
  found: { decision: 'reject', category: 'danger', at: 5 },
};

test('an earlier item says in what it is alike, what people found, and what had held before', () => {
  expect(likenessOf(item)).toBe('Most of its words: 2 of 64 bits differ');
  expect(likenessOf({ likeness: 'same-words', distance: 0 })).toBe('The same words');
  expect(likenessOf({ likeness: 'same-author' })).toBe('The same author');
  expect(foundOf(item)).toBe('rejected, danger, in a review');
  expect(foundOf({ ...item, source: 'audit', found: { decision: 'approve', at: 5 } })).toBe(
    'approved, in a blind audit',
  );
  expect(heldBefore(item)).toBe('Nothing was decided');
  expect(heldBefore({ ...item, before: { decision: 'reject', category: 'fraud', tier: 1 } })).toBe(
    'Filters rejected, fraud',
  );
});

const image: ReviewedImage = {
  sha256: 'a'.repeat(64),
  status: 'screened',
  link: { url: 'https://b/i', expiresAt: 10 },
};

test('an image can be shown as long as its address holds', () => {
  expect(showingOf(image, 9)).toEqual({ url: 'https://b/i' });
  expect(showingOf(image, 10)).toEqual({ why: expect.stringMatching(/claim longer/) });
  expect(showingOf({ sha256: image.sha256, status: 'refused', reason: 'It is broken.' }, 9)).toHaveProperty('why');
  expect(showingOf({ sha256: image.sha256, status: 'waiting' }, 9)).toHaveProperty('why');
});

test('what a model saw in an image is told with how sure it was, or why none has looked', () => {
  const labels = [
    { name: 'Violence', confidence: 61.4 },
    { name: 'Weapons', confidence: 55 },
  ];
  expect(seenIn({ ...image, labels })).toEqual(['Violence 61 %', 'Weapons 55 %']);
  expect(seenIn({ ...image, labels: [] })).toEqual(['The model saw nothing that moderation is about.']);
  expect(seenIn({ ...image, reason: 'It is too small for the model.' })).toEqual(['It is too small for the model.']);
  expect(seenIn(image)).toEqual([]);
});
