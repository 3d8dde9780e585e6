import * as fc from 'fast-check';
import { CONTEXT_TOKENS, contextOf } from '../../../../../lambdas/rag/domain/answering/context';
import type { Found } from '../../../../../lambdas/rag/domain/retrieval/retrieval';

const found = (tokens: number, at: number, relevance?: number): Found => ({
  passage: {
    ...{ chunkId: `d.1.${at}`, documentId: 'd', version: 1, ordinal: at, start: 0, end: 1, tokens, section: [] },
    ...{ title: 'Title', text: 'x', source: 'upload', contentType: 'text/plain', modifiedAt: 0 },
  },
  score: 1,
  why: {
    fused: { rank: at + 1, score: 1 },
    ...(relevance !== undefined && { reranked: { rank: at + 1, score: relevance } }),
  },
  legs: [],
});

it('never has more tokens than its budget, keeps the order, and counts from 1', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 2_000 }), { maxLength: 30 }), (sizes) => {
      const context = contextOf(sizes.map((tokens, at) => found(tokens, at)));
      const tokens = context.reduce((sum, { passage }) => sum + passage.tokens, 0);
      expect(tokens).toBeLessThanOrEqual(CONTEXT_TOKENS);
      expect(context.map(({ n }) => n)).toEqual(context.map((_, at) => at + 1));
      const ordinals = context.map(({ passage }) => passage.ordinal);
      expect(ordinals).toEqual(ordinals.toSorted((a, b) => a - b));
    }),
  );
});

it('lets a shorter passage in where a longer one does not fit', () => {
  expect(contextOf([found(60, 0), found(60, 1), found(10, 2)], 130).map(({ passage }) => passage.ordinal)).toEqual([
    0, 2,
  ]);
});

it('leaves out what a reranker finds irrelevant', () => {
  expect(contextOf([found(1, 0, 0.4), found(1, 1, 0.001)]).map(({ passage }) => passage.ordinal)).toEqual([0]);
});
